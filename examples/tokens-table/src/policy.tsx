import { Fragment } from 'react';

import type { TokenPolicyEffect } from './generated/graphql.ts';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';
import { Resource } from './resource.tsx';

const PolicyFragment = graphql(`
  fragment Policy on TokenPolicy {
    effect
    permissionGroups {
      id
      name
    }
    resources {
      name
      ...Resource
    }
  }
`);

const EFFECTS: Readonly<Record<TokenPolicyEffect, string>> = {
  ALLOW: 'Allows',
  DENY: 'Denies',
  UNKNOWN: 'Has an unknown effect:',
};

/** The permissions that a policy allows or denies, and their resources. */
export function Policy({ of }: { readonly of: FragmentType<typeof PolicyFragment> }) {
  const { effect, permissionGroups, resources } = readFragment(PolicyFragment, of);
  return (
    <li className={`policy ${effect.toLowerCase()}`}>
      <p>
        <strong>{EFFECTS[effect]}</strong>{' '}
        {permissionGroups.map(({ id, name }) => (
          <Fragment key={id}>
            <span className="permission" title={id}>
              {name ?? <code>{id}</code>}
            </span>{' '}
          </Fragment>
        ))}
        {permissionGroups.length === 0 && 'no permission'}
      </p>
      <div className="on">
        <span className="muted">on</span>
        <ul>
          {resources.map((resource) => (
            <li key={resource.name}>
              <Resource of={resource} />
            </li>
          ))}
          {resources.length === 0 && <li>no resource</li>}
        </ul>
      </div>
    </li>
  );
}
