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

/** From where the token may be used; of long lists the first `most`. */
export function Addresses({
  of,
  most,
}: {
  readonly of: FragmentType<typeof AddressesFragment>;
  readonly most: number;
}) {
  const { condition } = readFragment(AddressesFragment, of);
  const allowed = condition?.requestIp?.in ?? null;
  const refused = condition?.requestIp?.notIn ?? [];
  // An empty list is not the same as none: it lets no address through.
  if (allowed?.length === 0) return <Flag tone="bad">Nowhere: no address is allowed</Flag>;
  if (allowed === null && refused.length === 0) return <span className="quiet">Anywhere</span>;
  return (
    <>
      {allowed === null ? (
        <p className="addresses">Anywhere</p>
      ) : (
        <Blocks label="Only from" blocks={allowed} most={most} />
      )}
      {refused.length > 0 && <Blocks label="Not from" blocks={refused} most={most} />}
    </>
  );
}

interface BlocksProps {
  readonly label: string;
  readonly blocks: readonly string[];
  readonly most: number;
}

function Blocks({ label, blocks, most }: BlocksProps) {
  const hidden = blocks.length - most;
  return (
    <p className="addresses">
      <span className="quiet">{label} </span>
      {blocks.slice(0, most).map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a block may come twice, and none ever moves
        <Fragment key={index}>
          <code>{block}</code>{' '}
        </Fragment>
      ))}
      {hidden > 0 && (
        <span className="quiet">
          +{hidden}
          <span className="hidden"> more</span>
        </span>
      )}
    </p>
  );
}
