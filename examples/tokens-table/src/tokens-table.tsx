import { useContext } from 'react';

import { COLUMNS } from './columns.ts';
import { Link, ViewContext } from './link.tsx';
import { TokenRow, UnreadableRow } from './token-row.tsx';
import type { Row } from './use-tokens.ts';

interface TokensTableProps {
  /** Null: not known yet. */
  readonly rows: readonly Row[] | null;
  readonly isBusy: boolean;
}

export function TokensTable({ rows, isBusy }: TokensTableProps) {
  return (
    <table aria-busy={isBusy}>
      <caption className="hidden">API tokens</caption>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <ColumnHeader key={column.title} {...column} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows === null && <Skeleton />}
        {rows?.map(({ cursor, token, reason }) =>
          token ? (
            <TokenRow key={token.id} token={token} />
          ) : (
            <UnreadableRow key={cursor} reason={reason} />
          ),
        )}
      </tbody>
    </table>
  );
}

function ColumnHeader({ title, orderBy }: (typeof COLUMNS)[number]) {
  const { view } = useContext(ViewContext);
  if (orderBy === null) return <th scope="col">{title}</th>;
  const isSorted = view.orderBy === orderBy;
  const order = view.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={isSorted ? order : undefined}>
      <Link to={{ ...view, orderBy, descending: isSorted && !view.descending }} className="sort">
        {title}
        <span aria-hidden="true" className="arrow">
          {isSorted ? (view.descending ? '↓' : '↑') : '↕'}
        </span>
      </Link>
    </th>
  );
}

const SKELETON_ROWS = Array.from({ length: 12 }, (_, index) => index);

/** As high as the rows that will be there, so that nothing moves. */
function Skeleton() {
  return SKELETON_ROWS.map((row) => (
    <tr key={row} className="token skeleton" inert>
      <td colSpan={COLUMNS.length}>
        <span className="skeleton-bar" />
      </td>
    </tr>
  ));
}
