import type { Token as TokenShape } from '../model/token.ts';
import { ApiToken } from './api-token.ts';
import { builder } from './builder.ts';
import { Node } from './node.ts';

export const Token = builder.objectRef<TokenShape>('Token').implement({
  description: 'A Cloudflare API token that belongs to a user: its metadata, never its secret.',
  interfaces: [ApiToken, Node],
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: "Cloudflare's token identifier tag, unchanged (at most 32 characters).",
    }),
    tokenId: t.exposeID('id', { nullable: false, description: 'The same as `id`.' }),
  }),
});
