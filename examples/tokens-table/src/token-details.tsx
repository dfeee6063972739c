import type { ReactNode } from 'react';

import { SEVERITIES } from './findings.ts';
import type { TokenRowFragment } from './generated/graphql.ts';
import { Policy } from './policy.tsx';
import { Day } from './time.tsx';

/** What does not fit into a row: why there are findings, what the token may do, from where, and whose it is. */
export function TokenDetails({ token }: { readonly token: TokenRowFragment }) {
  const { tokenId, notBefore, findings, policies } = token;
  return (
    <div className="panel">
      <div>
        {findings.length > 0 && (
          <ul className="reasons" aria-label="Findings">
            {findings.map(({ kind, severity, message, policyId }) => (
              <li key={`${kind} ${policyId}`}>
                <span className={`tag ${SEVERITIES[severity]}`}>{SEVERITIES[severity]}</span>
                <span>{message}</span>
              </li>
            ))}
          </ul>
        )}
        {policies.length === 0 ? (
          <p className="muted">No policies: this token may do nothing.</p>
        ) : (
          <ul className="policies" aria-label="Policies">
            {policies.map((policy) => (
              <Policy key={policy.id} policy={policy} />
            ))}
          </ul>
        )}
      </div>
      <dl>
        <Fact name="Token id">
          <code>{tokenId}</code>
        </Fact>
        <Fact name="Usable from">
          <Addresses token={token} />
        </Fact>
        {notBefore && (
          <Fact name="Works from">
            <Day at={notBefore} none="" />
          </Fact>
        )}
        {token.__typename === 'AccountToken' && (
          <Fact name="Made by">
            {token.creatorEmailAtCreation ?? 'Not reported'}
            {token.provisionerType && (
              <>
                , through <code>{token.provisionerId ?? token.provisionerType}</code>
              </>
            )}
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Addresses({ token: { condition } }: { readonly token: TokenRowFragment }) {
  const { in: allowed = null, notIn: denied = null } = condition?.requestIp ?? {};
  return (
    <>
      {allowed === null && 'Any address'}
      {allowed?.length === 0 && 'No address: the list of allowed addresses is empty'}
      {allowed && <Blocks blocks={allowed} />}
      {denied && denied.length > 0 && (
        <>
          , but not from <Blocks blocks={denied} />
        </>
      )}
    </>
  );
}

/** A block may occur twice. */
function Blocks({ blocks }: { readonly blocks: readonly string[] }) {
  return [...new Set(blocks)].map((block) => (
    <span key={block}>
      <code>{block}</code>{' '}
    </span>
  ));
}
