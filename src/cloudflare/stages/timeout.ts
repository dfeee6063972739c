import { Cancellation } from '../../lib/cancellation.ts';
import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { Exchange, Stage } from '../call.ts';

/** Whatever comes after this stage ends within `limitMs`. */
export function timeout(clock: Clock, limitMs: number): Stage<Exchange> {
  return (next) => async (call) => {
    const cancellation = new Cancellation(call.cancellation);
    // For a caller who has left it comes too late: the first reason holds.
    const expire = () => {
      const message = `Cloudflare did not answer within ${limitMs} ms.`;
      cancellation.cancel(new Failure('UPSTREAM_TIMEOUT', message));
    };
    const stopClock = clock.schedule(limitMs, expire);
    try {
      return await next({ ...call, cancellation });
    } finally {
      stopClock();
      cancellation.release();
    }
  };
}
