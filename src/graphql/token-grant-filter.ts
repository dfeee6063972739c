import type { TokenGrantFilter as TokenGrantFilterShape } from '../inventory/grant-filter.ts';
import { builder } from './builder.ts';
import { PermissionAccess } from './permission-access.ts';
import { ResourceCoverage } from './resource-coverage.ts';
import { TokenPolicyEffect } from './token-policy-effect.ts';

export const TokenGrantFilter = builder.inputRef<TokenGrantFilterShape>('TokenGrantFilter');

TokenGrantFilter.implement({
  description:
    'At least one policy of the token says all of this: one of its permission groups meets what is ' +
    'said of groups, and one of its resources meets what is said of resources. What deny policies ' +
    'take away is not subtracted.',
  fields: (t) => ({
    effect: t.field({
      type: TokenPolicyEffect,
      defaultValue: 'ALLOW',
      description: "The policy's effect. Null is the same as ALLOW.",
    }),
    access: t.field({
      type: PermissionAccess,
      description: 'What a permission group lets do, as its `access` says.',
    }),
    permissionGroupIds: t.idList({
      description: 'The id of a permission group is one of these.',
    }),
    permissionGroupNameContains: t.string({
      description: "Part of a permission group's name; case is ignored.",
    }),
    coverage: t.field({
      type: [ResourceCoverage],
      description: 'How much a resource covers: one of these.',
    }),
    accountId: t.id({
      description:
        'A resource reaches into this account: it names it or something of it (an R2 bucket, a zone ' +
        'under it), or is a wildcard over all accounts or all zones.',
    }),
    zoneId: t.id({
      description:
        'A resource covers this zone: it names it, or all zones. "All zones of account A" covers it ' +
        'where `accountId` is A or is not given: Cloudflare does not say whose a zone is, and a ' +
        'reviewer must not miss it. Account permissions are not zone permissions.',
    }),
  }),
});
