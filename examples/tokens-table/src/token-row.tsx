import { useId, useState } from 'react';

import { COLUMNS } from './columns.ts';
import { FINDINGS, SEVERITIES } from './findings.ts';
import type { TokenFindingKind, TokenRowFragment, TokenStatus } from './generated/graphql.ts';
import { Day } from './time.tsx';
import { TokenDetails } from './token-details.tsx';

const [, FINDINGS_COLUMN, STATUS, LAST_USED, EXPIRES, ISSUED, CHANGED] = COLUMNS;

export function TokenRow({ token }: { readonly token: TokenRowFragment }) {
  const { name, status, lastUsedOn, expiresOn, issuedOn, modifiedOn, findings } = token;
  const [isOpen, setIsOpen] = useState(false);
  const detailsId = useId();
  const kinds = new Set(findings.map(({ kind }) => kind));
  /** The tone of the cell that a finding is about. */
  const toneOf = (...about: readonly TokenFindingKind[]) => {
    const kind = about.find((each) => kinds.has(each));
    return kind && SEVERITIES[FINDINGS[kind][1]];
  };
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
            <svg className="chevron" viewBox="0 0 16 16" aria-hidden="true">
              <path d="m6 4 4 4-4 4" />
            </svg>
            {/* A long name is cut to two lines until the row is open. */}
            <span className={name ? 'name' : 'muted'} title={name || undefined}>
              {name || 'Unnamed token'}
            </span>
          </button>
        </th>
        <td data-label={FINDINGS_COLUMN.title}>
          <FindingTags kinds={kinds} />
        </td>
        <td data-label={STATUS.title}>
          <span className="muted">{status ? STATUSES[status] : 'Not reported'}</span>
        </td>
        <td data-label={LAST_USED.title} className={toneOf('UNUSED')}>
          <Day at={lastUsedOn} none="Never" />
        </td>
        <td data-label={EXPIRES.title} className={toneOf('ACTIVE_PAST_EXPIRY', 'NEVER_EXPIRES')}>
          <Day at={expiresOn} none="Never" />
        </td>
        <td data-label={ISSUED.title}>
          <Day at={issuedOn} none="Not reported" />
        </td>
        <td data-label={CHANGED.title}>
          <Day at={modifiedOn} none="Not reported" />
        </td>
      </tr>
      {isOpen && (
        <tr className="details" id={detailsId}>
          <td colSpan={COLUMNS.length}>
            <TokenDetails token={token} />
          </td>
        </tr>
      )}
    </>
  );
}

const STATUSES: Readonly<Record<TokenStatus, string>> = {
  ACTIVE: 'Active',
  DISABLED: 'Disabled',
  EXPIRED: 'Expired',
  REVOKED: 'Revoked',
  UNKNOWN: 'Unknown',
};

function FindingTags({ kinds }: { readonly kinds: ReadonlySet<TokenFindingKind> }) {
  if (kinds.size === 0) return <span className="muted">None</span>;
  return (
    <ul className="tags">
      {[...kinds].map((kind) => (
        <li key={kind} className={`tag ${SEVERITIES[FINDINGS[kind][1]]}`}>
          {FINDINGS[kind][0]}
        </li>
      ))}
    </ul>
  );
}

/** A row that cannot be read keeps its position. */
export function UnreadableRow({ reason }: { readonly reason: string | undefined }) {
  return (
    <tr className="unreadable">
      <td colSpan={COLUMNS.length}>
        <span className="tag medium">Unreadable</span> Cloudflare’s row cannot be read. Look at it
        in the dashboard.
        {reason && <code>{reason}</code>}
      </td>
    </tr>
  );
}
