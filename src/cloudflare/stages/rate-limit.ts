import { Failure } from '../../model/failure.ts';
import type { SendCall, Stage } from '../call.ts';
import type { RateLimiter } from '../rate-limiter.ts';

/** Rejects before queueing: a call that may not be sent does not wait for its turn first. */
export function rejectWhenLimited(rateLimiter: RateLimiter): Stage<SendCall> {
  return (next) => async (call) => {
    rateLimiter.requireCapacity(call.credential);
    return next(call);
  };
}

/** Counts each call when it is sent, and blocks the credential if Cloudflare rate-limits the call. */
export function recordCalls(rateLimiter: RateLimiter): Stage<SendCall> {
  return (next) => async (call) => {
    rateLimiter.requireCapacity(call.credential);
    rateLimiter.count(call.credential);
    call.stats.upstreamCalls += 1;
    try {
      return await next(call);
    } catch (error) {
      if (error instanceof Failure && error.code === 'RATE_LIMITED') {
        rateLimiter.block(call.credential, error);
      }
      throw error;
    }
  };
}
