import { useId, useState } from 'react';

import { Addresses } from './addresses.tsx';
import { COLUMNS } from './columns.ts';
import { Expiry } from './expiry.tsx';
import { Flag } from './flag.tsx';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';
import { Status } from './status.tsx';
import { RelativeTime } from './time.tsx';
import { TokenDetails } from './token-details.tsx';

const TokenRowFragment = graphql(`
  fragment TokenRow on Token {
    name
    status
    lastUsedOn
    policies {
      id
      effect
    }
    ...Expiry
    ...Addresses
    ...TokenDetails
  }
`);

/** The number of addresses of a kind that a row shows. The details show all. */
const MAX_ADDRESSES = 1;

export function TokenRow({ of }: { readonly of: FragmentType<typeof TokenRowFragment> }) {
  const token = readFragment(TokenRowFragment, of);
  const { name, status, lastUsedOn, policies } = token;
  const [isOpen, setIsOpen] = useState(false);
  const detailsId = useId();
  const [, statusLabel, lastUsedLabel, expiresLabel, allowedLabel, policiesLabel] = COLUMNS;
  return (
    <>
      <tr className={isOpen ? 'token open' : 'token'}>
        <th scope="row">
          <button
            type="button"
            className="disclose"
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailsId : undefined}
            onClick={() => setIsOpen(!isOpen)}
          >
            <Chevron />
            {name ? (
              <span className="name">{name}</span>
            ) : (
              <span className="muted">Unnamed token</span>
            )}
          </button>
        </th>
        <td data-label={statusLabel}>
          <Status status={status} />
        </td>
        <td data-label={lastUsedLabel}>
          {lastUsedOn ? <RelativeTime at={lastUsedOn} /> : <span className="muted">Never</span>}
        </td>
        <td data-label={expiresLabel}>
          <Expiry of={token} />
        </td>
        <td data-label={allowedLabel}>
          <Addresses of={token} max={MAX_ADDRESSES} />
        </td>
        <td data-label={policiesLabel}>
          <PolicyCount policies={policies} />
        </td>
      </tr>
      {isOpen && (
        <tr className="details" id={detailsId}>
          <td colSpan={COLUMNS.length}>
            <TokenDetails of={token} />
          </td>
        </tr>
      )}
    </>
  );
}

/** A row that cannot be read keeps its position. */
export function UnreadableRow({ reason }: { readonly reason: string | undefined }) {
  return (
    <tr className="unreadable">
      <td colSpan={COLUMNS.length}>
        <Flag tone="warn">This token cannot be read.</Flag>
        {reason && <code className="reason">{reason}</code>}
      </td>
    </tr>
  );
}

function PolicyCount({ policies }: { readonly policies: readonly { readonly effect: string }[] }) {
  const denials = policies.filter(({ effect }) => effect === 'DENY').length;
  if (policies.length === 0) return <span className="muted">None</span>;
  return (
    <>
      {policies.length === 1 ? '1 policy' : `${policies.length} policies`}
      {denials > 0 && (
        <span className="absolute">{denials === 1 ? '1 denies' : `${denials} deny`}</span>
      )}
    </>
  );
}

function Chevron() {
  return (
    <svg className="chevron" viewBox="0 0 16 16" aria-hidden="true">
      <path d="m6 4 4 4-4 4" />
    </svg>
  );
}
