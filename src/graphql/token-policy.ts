import type { TokenPolicy as TokenPolicyShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { TYPICAL_ROWS, typicalCost } from './cost.ts';
import { PermissionGroup } from './permission-group.ts';
import { TokenPolicyEffect } from './token-policy-effect.ts';
import { TokenPolicyResource } from './token-policy-resource.ts';

export const TokenPolicy = builder.objectRef<TokenPolicyShape>('TokenPolicy').implement({
  description: 'Allows or denies permissions on resources.',
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: "Cloudflare's policy identifier." }),
    effect: t.expose('effect', {
      type: TokenPolicyEffect,
      nullable: false,
      description: 'Whether the policy allows or denies these permissions.',
    }),
    permissionGroups: t.expose('permissionGroups', {
      type: [PermissionGroup],
      nullable: false,
      extensions: { cost: typicalCost(TYPICAL_ROWS.permissionGroups) },
      description: 'The groups of permissions that the policy allows or denies.',
    }),
    resources: t.expose('resources', {
      type: [TokenPolicyResource],
      nullable: false,
      extensions: { cost: typicalCost(TYPICAL_ROWS.resources) },
      description:
        "The resources the policy applies to, in Cloudflare's order. Both of Cloudflare's forms: " +
        'plain and nested. Only names that are whole numbers come first.',
    }),
  }),
});
