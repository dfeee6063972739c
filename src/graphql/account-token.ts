import type { AccountToken as AccountTokenShape } from '../model/token.ts';
import { accountTokenId } from '../model/token-id.ts';
import { Account } from './account.ts';
import { ApiToken } from './api-token.ts';
import { builder } from './builder.ts';
import { Node } from './node.ts';

export const AccountToken = builder.objectRef<AccountTokenShape>('AccountToken').implement({
  description: 'A Cloudflare API token that belongs to an account instead of a user.',
  interfaces: [ApiToken, Node],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        '`<account id>.<token id>`: a token id alone does not say where to read it again.',
      resolve: accountTokenId,
    }),
    account: t.field({
      type: Account,
      nullable: false,
      description: 'The account that the token belongs to.',
      resolve: ({ account }) => ({ id: account }),
    }),
    creatorEmailAtCreation: t.exposeString('creatorEmailAtCreation', {
      description:
        'The email address of the user who created it, at that time; null where Cloudflare has none.',
    }),
    provisionerType: t.exposeString('provisionerType', {
      description:
        'The service that provisioned it (`com.cloudflare.api.oauthtoken`); null where a person did.',
    }),
    provisionerId: t.exposeID('provisionerId', {
      description:
        'For an OAuth application its client id; null where Cloudflare does not know it.',
    }),
  }),
});
