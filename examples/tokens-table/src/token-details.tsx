import type { ReactNode } from 'react';

import { Addresses } from './addresses.tsx';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';
import { Policy } from './policy.tsx';
import { DateOnly } from './time.tsx';

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

/** What a row has no room for: its policies above all. */
export function TokenDetails({ of }: { readonly of: FragmentType<typeof TokenDetailsFragment> }) {
  const token = readFragment(TokenDetailsFragment, of);
  const { id, issuedOn, modifiedOn, notBefore, policies } = token;
  return (
    <div className="panel">
      {policies.length === 0 ? (
        <p className="quiet">No policies: this token may do nothing.</p>
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
            <DateOnly at={issuedOn} />
          </Fact>
        )}
        {modifiedOn && (
          <Fact name="Modified">
            <DateOnly at={modifiedOn} />
          </Fact>
        )}
        {notBefore && (
          <Fact name="Not before">
            <DateOnly at={notBefore} />
          </Fact>
        )}
        <Fact name="Allowed from">
          <Addresses of={token} most={Number.POSITIVE_INFINITY} />
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
