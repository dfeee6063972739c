import type { RateLimitStatus } from '../model/rate-limit-status.ts';
import { builder } from './builder.ts';

export const RateLimit = builder.objectRef<RateLimitStatus>('RateLimit').implement({
  description:
    "Cloudflare's limit of calls for one credential, as this gateway counts it. Calls that others " +
    'make with the credential are not counted here, but Cloudflare counts them.',
  fields: (t) => ({
    limit: t.exposeInt('limit', {
      nullable: false,
      description: 'Calls per window that this gateway allows itself.',
    }),
    remaining: t.exposeInt('remaining', {
      nullable: false,
      description:
        'Calls that are left, before the calls of this operation. 0 while Cloudflare blocks the credential.',
    }),
    windowSeconds: t.exposeInt('windowSeconds', {
      nullable: false,
      description: 'The length of the window in seconds: a call is forgotten so long after it.',
    }),
    resetsAt: t.field({
      type: 'DateTime',
      description:
        'When calls that were made begin to be forgotten; null where none were. While Cloudflare ' +
        'blocks the credential: when the block ends.',
      resolve: ({ resetsInMs }, _args, { nowMs }) =>
        resetsInMs === null ? null : new Date(nowMs + resetsInMs).toISOString(),
    }),
  }),
});
