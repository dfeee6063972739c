import type { RequestIpCondition } from '../model/token.ts';
import { builder } from './builder.ts';
import { TYPICAL_ROWS, typicalCost } from './cost.ts';

export const TokenRequestIpCondition = builder
  .objectRef<RequestIpCondition>('TokenRequestIpCondition')
  .implement({
    description: 'The client addresses that a token may and may not be used from.',
    fields: (t) => ({
      in: t.expose('in', {
        type: ['CIDR'],
        extensions: { cost: typicalCost(TYPICAL_ROWS.in) },
        description:
          'Addresses the token may be used from; null where Cloudflare set no such list. An empty ' +
          'list is not null: it lets no address through.',
      }),
      notIn: t.expose('notIn', {
        type: ['CIDR'],
        extensions: { cost: typicalCost(TYPICAL_ROWS.notIn) },
        description:
          'Addresses the token may not be used from; null where Cloudflare set no such list.',
      }),
    }),
  });
