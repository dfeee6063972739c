import { LRUCache } from 'lru-cache';

import { type ResourceName, readResourceName } from '../model/resource-name.ts';
import type { PolicyResource } from '../model/token.ts';
import { Account } from './account.ts';
import { builder } from './builder.ts';
import { TokenPolicyResourceKind } from './token-policy-resource-kind.ts';
import { Zone } from './zone.ts';

export const TokenPolicyResource = builder
  .interfaceRef<PolicyResource>('TokenPolicyResource')
  .implement({
    description:
      'A resource name such as `com.cloudflare.api.account.zone.<id>`, and what the policy says of it.',
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
        description: 'What the name points at, read from its prefix.',
        resolve: (resource) => target(resource).kind,
      }),
      resourceId: t.id({
        description:
          'The id in the name; null where it is a wildcard or is in no known form. Of an R2 ' +
          'bucket: `<account>_<jurisdiction>_<name>`, since a bucket name alone is not unique.',
        resolve: (resource) => target(resource).resourceId,
      }),
      account: t.field({
        type: Account,
        description:
          'The account that the name speaks of, R2 buckets included; null where it names none or all.',
        resolve: (resource) => entity(target(resource).accountId),
      }),
      zone: t.field({
        type: Zone,
        description: 'The zone that the name speaks of; null where it names none or all.',
        resolve: (resource) => entity(target(resource).zoneId),
      }),
    }),
  });

function entity(id: string | null): { readonly id: string } | null {
  return id === null ? null : { id };
}

const MAX_NAMES = 1_000;
const MAX_NAMES_LENGTH = 200_000;

/** Four fields ask what a name points at, and most policies name the same accounts and zones. */
const targets = new LRUCache<string, ResourceName>({
  max: MAX_NAMES,
  maxSize: MAX_NAMES_LENGTH,
  sizeCalculation: (_target, name) => name.length + 1,
});

function target({ name }: PolicyResource): ResourceName {
  const known = targets.get(name);
  if (known !== undefined) return known;
  const read = readResourceName(name);
  targets.set(name, read);
  return read;
}
