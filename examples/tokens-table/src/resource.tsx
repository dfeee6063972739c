import type { ReactNode } from 'react';

import type { ResourceNameFragment as Name } from './generated/graphql.ts';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';

const ResourceNameFragment = graphql(`
  fragment ResourceName on TokenPolicyResource {
    name
    kind
    resourceId
  }
`);

const ResourceFragment = graphql(`
  fragment Resource on TokenPolicyResource {
    __typename
    ...ResourceName
    ... on TokenPolicyResourceGrant {
      permission
    }
    ... on TokenPolicyResourceScope {
      grants {
        name
        permission
        ...ResourceName
      }
    }
  }
`);

/** One resource of a policy: alone, or as the scope of other resources. */
export function Resource({ of }: { readonly of: FragmentType<typeof ResourceFragment> }) {
  const resource = readFragment(ResourceFragment, of);
  if (resource.__typename === 'TokenPolicyResourceGrant') {
    return <Grant of={resource} permission={resource.permission} />;
  }
  return (
    <>
      In <ResourceName of={resource} />
      <ul>
        {resource.grants.map((grant) => (
          <li key={grant.name}>
            <Grant of={grant} permission={grant.permission} />
          </li>
        ))}
        {resource.grants.length === 0 && <li>nothing</li>}
      </ul>
    </>
  );
}

interface ResourceNameProps {
  readonly of: FragmentType<typeof ResourceNameFragment>;
}

function Grant({ of, permission }: ResourceNameProps & { readonly permission: string }) {
  return (
    <>
      <ResourceName of={of} />
      {/* A star means every permission of the groups, so it is not shown. */}
      {permission !== '*' && (
        <>
          {' '}
          (permission <code>{permission}</code>)
        </>
      )}
    </>
  );
}

function ResourceName({ of }: ResourceNameProps) {
  const name = readFragment(ResourceNameFragment, of);
  return <span title={name.name}>{describeResource(name)}</span>;
}

const WORDS = {
  USER: { one: 'user', all: 'all users' },
  ACCOUNT: { one: 'account', all: 'all accounts' },
  ZONE: { one: 'zone', all: 'all zones' },
  WORKER_SCRIPT: { one: 'Worker script', all: 'all Worker scripts' },
} as const;

function describeResource({ kind, name, resourceId }: Name): ReactNode {
  if (kind === 'R2_BUCKET') return describeBucket(name, resourceId ?? null);
  if (kind === 'OTHER') return <code>{name}</code>;
  const { one, all } = WORDS[kind];
  if (resourceId) {
    return (
      <>
        {one} <code>{resourceId}</code>
      </>
    );
  }
  return name.endsWith('.*') ? all : <code>{name}</code>;
}

/** `<account>_<jurisdiction>_<name>`, because a bucket's name alone is not unique. */
const BUCKET = /^([^_]+)_([^_]+)_(.+)$/;

function describeBucket(name: string, resourceId: string | null): ReactNode {
  const [, account, jurisdiction, bucket] = BUCKET.exec(resourceId ?? '') ?? [];
  if (bucket === undefined) return <code>{name}</code>;
  return (
    <>
      R2 bucket <code>{bucket}</code>
      {jurisdiction !== 'default' && ` (jurisdiction ${jurisdiction})`} of account{' '}
      <code>{account}</code>
    </>
  );
}
