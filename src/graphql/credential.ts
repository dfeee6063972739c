import type { CredentialDetails } from '../model/token.ts';
import { builder } from './builder.ts';
import { TokenStatus } from './token-status.ts';

export const Credential = builder.objectRef<CredentialDetails>('Credential').implement({
  description: "A credential, as Cloudflare's verify describes it: never its secret.",
  fields: (t) => ({
    tokenId: t.exposeID('tokenId', {
      nullable: false,
      description: "Cloudflare's token identifier tag: the `tokenId` of a token in a list.",
    }),
    status: t.expose('status', {
      type: TokenStatus,
      nullable: false,
      description: 'The status that Cloudflare reports.',
    }),
    expiresOn: t.expose('expiresOn', {
      type: 'DateTime',
      description: 'When the token stops working. Null where it does not expire.',
    }),
    notBefore: t.expose('notBefore', {
      type: 'DateTime',
      description: 'When the token starts working. Null where it works from its creation.',
    }),
  }),
});
