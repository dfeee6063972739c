import { useReactiveVar } from '@apollo/client/react';
import type { ReactNode } from 'react';

import { COLUMNS } from './columns.ts';
import type { TokensTableQuery } from './generated/graphql.ts';
import { rowErrors } from './row-errors.ts';
import { TokenRow, UnreadableRow } from './token-row.tsx';

type Edges = TokensTableQuery['tokens']['edges'];

export function TokensTable({
  edges,
  isBusy,
}: {
  readonly edges: Edges;
  readonly isBusy: boolean;
}) {
  const problems = useReactiveVar(rowErrors);
  return (
    <Table isBusy={isBusy}>
      {edges.map(({ cursor, node }) =>
        node ? (
          <TokenRow key={node.id} of={node} />
        ) : (
          <UnreadableRow key={cursor} reason={problems.get(cursor)} />
        ),
      )}
    </Table>
  );
}

const SKELETON_ROWS = Array.from({ length: 8 }, (_, index) => index);

/** Placeholder rows, as high as the real ones, so that nothing moves when the real rows arrive. */
export function SkeletonTable() {
  return (
    <Table isBusy>
      {SKELETON_ROWS.map((row) => (
        <tr key={row} className="token skeleton" inert>
          {COLUMNS.map((column) => (
            <td key={column} data-label={column === COLUMNS[0] ? null : column}>
              <span className="skeleton-bar" />
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function Table({ isBusy, children }: { readonly isBusy: boolean; readonly children: ReactNode }) {
  return (
    <table aria-busy={isBusy}>
      <caption className="hidden">API tokens</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
