import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { SendCall, Stage } from '../types.ts';

/**
 * Limits the time of the stages after it. It aborts the whole read: an incomplete
 * read is useless, and a call that timed out is not retried.
 */
export function timeout(clock: Clock, limitMs: number): Stage<SendCall> {
  return (next) => async (call) => {
    const expire = () => {
      const message = `Cloudflare did not answer within ${limitMs} ms.`;
      call.abort(new Failure('UPSTREAM_TIMEOUT', message));
    };
    const cancelTimer = clock.schedule(limitMs, expire);
    try {
      return await next(call);
    } finally {
      cancelTimer();
    }
  };
}
