import type { Token as TokenShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { typicalCost } from './cost.ts';
import { Node } from './node.ts';
import { TokenCondition } from './token-condition.ts';
import { TokenPolicy } from './token-policy.ts';
import { TokenStatus } from './token-status.ts';

export const Token = builder.objectRef<TokenShape>('Token');

Token.implement({
  description: 'A Cloudflare API token: its metadata, never its secret.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: "Cloudflare's token identifier tag, unchanged (at most 32 characters).",
    }),
    name: t.exposeString('name', {
      description: "The token's name, at most 120 characters.",
    }),
    status: t.expose('status', {
      type: TokenStatus,
      description:
        'What Cloudflare reports. A token past its expiry can still be reported as ACTIVE: ' +
        'look at expiresOn too.',
    }),
    issuedOn: t.expose('issuedOn', {
      type: 'DateTime',
      description: 'When the token was created.',
    }),
    modifiedOn: t.expose('modifiedOn', {
      type: 'DateTime',
      description: 'When the token was last modified.',
    }),
    lastUsedOn: t.expose('lastUsedOn', {
      type: 'DateTime',
      description: 'When the token was last used. Null where the token was never used.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'DateTime',
      description: 'From when on the token is not accepted. Null where the token does not expire.',
    }),
    notBefore: t.expose('notBefore', {
      type: 'DateTime',
      description: 'Before when the token is not accepted. Null where it may be used at once.',
    }),
    condition: t.expose('condition', {
      type: TokenCondition,
      description:
        'From where the token may be used. Null where the token may be used from anywhere.',
    }),
    policies: t.expose('policies', {
      type: [TokenPolicy],
      nullable: false,
      extensions: { cost: typicalCost(1) },
      description:
        "What the token may do, in Cloudflare's order. Empty where Cloudflare sent none.",
    }),
  }),
});
