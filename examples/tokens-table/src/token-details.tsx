import type { ReactNode } from 'react';

import { Addresses } from './addresses.tsx';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';
import { Policy } from './policy.tsx';
import { AbsoluteTime } from './time.tsx';

const TokenDetailsFragment = graphql(`
  fragment TokenDetails on Token {
    id
    issuedOn
    modifiedOn
    notBefore
    policies {
      id
      ...Policy
    }
    ...Addresses
  }
`);

/** The details that do not fit into a row, especially the policies. */
export function TokenDetails({ of }: { readonly of: FragmentType<typeof TokenDetailsFragment> }) {
  const token = readFragment(TokenDetailsFragment, of);
  const { id, issuedOn, modifiedOn, notBefore, policies } = token;
  return (
    <div className="panel">
      {policies.length === 0 ? (
        <p className="muted">No policies: this token may do nothing.</p>
      ) : (
        <ul className="policies" aria-label="Policies">
          {policies.map((policy) => (
            <Policy key={policy.id} of={policy} />
          ))}
        </ul>
      )}
      <dl>
        <Fact name="Id">
          <code>{id}</code>
        </Fact>
        {issuedOn && (
          <Fact name="Issued">
            <AbsoluteTime at={issuedOn} />
          </Fact>
        )}
        {modifiedOn && (
          <Fact name="Modified">
            <AbsoluteTime at={modifiedOn} />
          </Fact>
        )}
        {notBefore && (
          <Fact name="Not before">
            <AbsoluteTime at={notBefore} />
          </Fact>
        )}
        <Fact name="Allowed from">
          <Addresses of={token} max={Number.POSITIVE_INFINITY} />
        </Fact>
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
