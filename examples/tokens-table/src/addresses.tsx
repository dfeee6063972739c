import { Fragment } from 'react';

import { Flag } from './flag.tsx';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';

const AddressesFragment = graphql(`
  fragment Addresses on Token {
    condition {
      requestIp {
        in
        notIn
      }
    }
  }
`);

/** The addresses from which the token may be used. Long lists show only their first `max` items. */
export function Addresses({
  of,
  max,
}: {
  readonly of: FragmentType<typeof AddressesFragment>;
  readonly max: number;
}) {
  const { condition } = readFragment(AddressesFragment, of);
  const allowed = condition?.requestIp?.in ?? null;
  const denied = condition?.requestIp?.notIn ?? [];
  // An empty list differs from no list: it allows no address.
  if (allowed?.length === 0) return <Flag tone="bad">Nowhere: no address is allowed</Flag>;
  if (allowed === null && denied.length === 0) return <span className="muted">Anywhere</span>;
  return (
    <>
      {allowed === null ? (
        <p className="addresses">Anywhere</p>
      ) : (
        <Blocks label="Only from" blocks={allowed} max={max} />
      )}
      {denied.length > 0 && <Blocks label="Not from" blocks={denied} max={max} />}
    </>
  );
}

interface BlocksProps {
  readonly label: string;
  readonly blocks: readonly string[];
  readonly max: number;
}

function Blocks({ label, blocks, max }: BlocksProps) {
  const hidden = blocks.length - max;
  return (
    <p className="addresses">
      <span className="muted">{label} </span>
      {blocks.slice(0, max).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block may occur twice, and blocks never move
        <Fragment key={index}>
          <code>{block}</code>{' '}
        </Fragment>
      ))}
      {hidden > 0 && (
        <span className="muted">
          +{hidden}
          <span className="hidden"> more</span>
        </span>
      )}
    </p>
  );
}
