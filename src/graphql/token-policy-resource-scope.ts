import type { ResourceScope } from '../model/token.ts';
import { builder } from './builder.ts';
import { TYPICAL_ROWS, typicalCost } from './cost.ts';
import { TokenPolicyResource } from './token-policy-resource.ts';
import { TokenPolicyResourceGrant } from './token-policy-resource-grant.ts';

export const TokenPolicyResourceScope = builder
  .objectRef<ResourceScope>('TokenPolicyResourceScope')
  .implement({
    description: 'A resource in Cloudflare\'s nested form: `"name": {"inner name": "permission"}`.',
    interfaces: [TokenPolicyResource],
    fields: (t) => ({
      grants: t.expose('grants', {
        type: [TokenPolicyResourceGrant],
        nullable: false,
        extensions: { cost: typicalCost(TYPICAL_ROWS.grants) },
        description:
          "The resources inside this one, in Cloudflare's order. Only names that are whole numbers " +
          'come first.',
      }),
    }),
  });
