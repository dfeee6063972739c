import { Failure } from '../model/failure.ts';
import type { Stage } from './exchange.ts';

/** One attempt, from connecting to the last byte, takes at most `timeoutMs`. */
export function timeLimit(timeoutMs: number): Stage {
  return (next) => async (call) => {
    const timeout = AbortSignal.timeout(timeoutMs);
    try {
      return await next({ ...call, signal: AbortSignal.any([call.signal, timeout]) });
    } catch (error) {
      // A caller who has left is told nothing, whatever the watch says.
      if (!timeout.aborted || call.signal.aborted || error instanceof Failure) throw error;
      throw new Failure('UPSTREAM_TIMEOUT', `Cloudflare did not answer within ${timeoutMs} ms.`);
    }
  };
}
