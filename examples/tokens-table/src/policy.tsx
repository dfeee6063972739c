import { type ReactNode, useContext } from 'react';

import type { ResourceFragment, TokenPolicyEffect, TokenRowFragment } from './generated/graphql.ts';
import { Link, ViewContext } from './link.tsx';
import { askIn } from './view.ts';

type TokenPolicy = TokenRowFragment['policies'][number];

const EFFECTS: Readonly<Record<TokenPolicyEffect, string>> = {
  ALLOW: 'Allows',
  DENY: 'Denies',
  UNKNOWN: 'Has an unknown effect:',
};

/** The permissions that a policy allows or denies, and their resources. */
export function Policy({ policy }: { readonly policy: TokenPolicy }) {
  const { effect, permissionGroups, resources } = policy;
  return (
    <li className={`policy ${effect.toLowerCase()}`}>
      <p>
        <strong>{EFFECTS[effect]}</strong>{' '}
        {permissionGroups.map(({ id, name, access }) => (
          <span key={id} className={`permission ${access.toLowerCase()}`} title={id}>
            {name ?? <code>{id}</code>}
          </span>
        ))}
        {permissionGroups.length === 0 && 'no permission'}
      </p>
      <ul className="resources" aria-label="On">
        {resources.map((resource) => (
          <li key={resource.name}>
            <Resource resource={resource} />
          </li>
        ))}
        {resources.length === 0 && <li>no resource</li>}
      </ul>
    </li>
  );
}

function Resource({ resource }: { readonly resource: TokenPolicy['resources'][number] }) {
  if (resource.__typename === 'TokenPolicyResourceGrant') return <Grant {...resource} />;
  return (
    <>
      in <ResourceName {...resource} />
      <ul>
        {resource.grants.map((grant) => (
          <li key={grant.name}>
            <Grant {...grant} />
          </li>
        ))}
        {resource.grants.length === 0 && <li>nothing</li>}
      </ul>
    </>
  );
}

function Grant({ permission, ...resource }: ResourceFragment & { readonly permission: string }) {
  return (
    <>
      <ResourceName {...resource} />
      {/* A star is every permission of the groups: the usual case. */}
      {permission !== '*' && (
        <>
          {' '}
          (<code>{permission}</code> only)
        </>
      )}
    </>
  );
}

const WORDS = {
  USER: ['user', 'all users'],
  ACCOUNT: ['account', 'all accounts'],
  ZONE: ['zone', 'all zones'],
  WORKER_SCRIPT: ['Worker script', 'all Worker scripts'],
  R2_BUCKET: ['R2 bucket', 'all R2 buckets'],
} as const;

/** A zone leads to the tokens that touch it, an account to its own tokens. */
function ResourceName({ kind, name, resourceId }: ResourceFragment): ReactNode {
  const { view } = useContext(ViewContext);
  if (kind === 'OTHER') return <code>{name}</code>;
  const [one, all] = WORDS[kind];
  if (!resourceId) return name.endsWith('.*') ? <strong>{all}</strong> : <code>{name}</code>;
  const id = <code>{resourceId}</code>;
  return (
    <span title={name}>
      {one} {kind === 'ZONE' && <Link to={askIn(view, 'touches-zone', resourceId)}>{id}</Link>}
      {kind === 'ACCOUNT' && <Link to={{ ...view, account: resourceId }}>{id}</Link>}
      {kind !== 'ZONE' && kind !== 'ACCOUNT' && id}
    </span>
  );
}
