import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import type { Exchange, Stage } from './exchange.ts';

/** Whatever comes after this stage ends within `limitMs`. */
export function timeLimit(clock: Clock, limitMs: number): Stage<Exchange> {
  return (next) => async (call) => {
    const timeout = new AbortController();
    const cancel = clock.schedule(limitMs, () => timeout.abort());
    try {
      return await next({ ...call, signal: AbortSignal.any([call.signal, timeout.signal]) });
    } catch (error) {
      // A caller who has left is told nothing, whatever the watch says.
      if (!timeout.signal.aborted || call.signal.aborted || error instanceof Failure) throw error;
      throw new Failure('UPSTREAM_TIMEOUT', `Cloudflare did not answer within ${limitMs} ms.`);
    } finally {
      cancel();
    }
  };
}
