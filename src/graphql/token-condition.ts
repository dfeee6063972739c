import type { TokenCondition as TokenConditionShape } from '../model/token.ts';
import { builder } from './builder.ts';
import { TokenRequestIpCondition } from './token-request-ip-condition.ts';

export const TokenCondition = builder.objectRef<TokenConditionShape>('TokenCondition').implement({
  description: 'The conditions under which a token may be used.',
  fields: (t) => ({
    requestIp: t.expose('requestIp', {
      type: TokenRequestIpCondition,
      description: "The condition on the client's address; null where there is none.",
    }),
  }),
});
