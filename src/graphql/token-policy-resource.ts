import { LRUCache } from 'lru-cache';

import { coverageOf } from '../inventory/coverage.ts';
import { type ResourceName, readResourceName } from '../model/resource-name.ts';
import type { PolicyResource } from '../model/token.ts';
import { Account } from './account.ts';
import { builder } from './builder.ts';
import { ResourceCoverage } from './resource-coverage.ts';
import { TokenPolicyResourceKind } from './token-policy-resource-kind.ts';
import { Zone } from './zone.ts';

export const TokenPolicyResource = builder
  .interfaceRef<PolicyResource>('TokenPolicyResource')
  .implement({
    description:
      'A resource name such as `com.cloudflare.api.account.zone.<id>`, and the permission that the ' +
      'policy gives for it.',
    resolveType: ({ form }) =>
      form === 'grant' ? 'TokenPolicyResourceGrant' : 'TokenPolicyResourceScope',
    fields: (t) => ({
      name: t.exposeString('name', {
        nullable: false,
        description: 'The full resource name, unchanged.',
      }),
      kind: t.field({
        type: TokenPolicyResourceKind,
        nullable: false,
        description: 'The kind of resource that the name points at, read from its prefix.',
        resolve: (resource) => parsedName(resource).kind,
      }),
      resourceId: t.id({
        description:
          'The id in the name; null where it is a wildcard or is in no known form. For an R2 ' +
          'bucket: `<account>_<jurisdiction>_<name>`, since a bucket name alone is not unique.',
        resolve: (resource) => parsedName(resource).resourceId,
      }),
      account: t.field({
        type: Account,
        description:
          'The account that the name refers to, R2 buckets included; null where it names none or all.',
        resolve: (resource) => entity(parsedName(resource).accountId),
      }),
      zone: t.field({
        type: Zone,
        description: 'The zone that the name refers to; null where it names none or all.',
        resolve: (resource) => entity(parsedName(resource).zoneId),
      }),
      coverage: t.field({
        type: ResourceCoverage,
        nullable: false,
        description:
          'How much the name covers; of a nested resource, how much its outer name covers together ' +
          'with its widest inner one. An inner name is read by itself: all zones inside of one ' +
          'account are ALL there, and ALL_IN_ACCOUNT on the outer resource.',
        resolve: coverageOf,
      }),
    }),
  });

function entity(id: string | null): { readonly id: string } | null {
  return id === null ? null : { id };
}

const MAX_NAMES = 1_000;
const MAX_NAMES_LENGTH = 200_000;

/** Cached: four fields read the same name, and most policies name the same accounts and zones. */
const resourceNameCache = new LRUCache<string, ResourceName>({
  max: MAX_NAMES,
  maxSize: MAX_NAMES_LENGTH,
  sizeCalculation: (_parsed, name) => name.length + 1,
});

function parsedName({ name }: PolicyResource): ResourceName {
  const cached = resourceNameCache.get(name);
  if (cached !== undefined) return cached;
  const read = readResourceName(name);
  resourceNameCache.set(name, read);
  return read;
}
