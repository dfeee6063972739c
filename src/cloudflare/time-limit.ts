import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import { linkTo } from '../model/linked-controller.ts';
import type { Exchange, Stage } from './exchange.ts';

/** Whatever comes after this stage ends within `limitMs`. */
export function timeLimit(clock: Clock, limitMs: number): Stage<Exchange> {
  return (next) => async (call) => {
    const limited = linkTo(call.signal);
    const cancel = clock.schedule(limitMs, () => limited.abort());
    try {
      return await next({ ...call, signal: limited.signal });
    } catch (error) {
      // A caller who has left is told nothing, whatever the watch says.
      if (!limited.signal.aborted || call.signal.aborted || error instanceof Failure) throw error;
      throw new Failure('UPSTREAM_TIMEOUT', `Cloudflare did not answer within ${limitMs} ms.`);
    } finally {
      cancel();
      limited.unlink();
    }
  };
}
