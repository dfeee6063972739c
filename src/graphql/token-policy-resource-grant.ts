import type { ResourceGrant } from '../model/token.ts';
import { builder } from './builder.ts';
import { TokenPolicyResource } from './token-policy-resource.ts';

export const TokenPolicyResourceGrant = builder
  .objectRef<ResourceGrant>('TokenPolicyResourceGrant')
  .implement({
    description: 'A resource in Cloudflare\'s plain form: `"name": "permission"`.',
    interfaces: [TokenPolicyResource],
    fields: (t) => ({
      permission: t.exposeString('permission', {
        nullable: false,
        description: 'The permission on this resource. Usually `*`.',
      }),
    }),
  });
