import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { Exchange, Stage } from '../call.ts';
import { backOffMs } from './back-off.ts';

export interface RetryOptions {
  readonly clock: Clock;
  readonly random: () => number;
  /** No attempt begins later than this after the first. */
  readonly withinMs: number;
}

/** Tries again what fails in passing; never for a caller who has left. */
export function retry({ clock, random, withinMs }: RetryOptions): Stage<Exchange> {
  return (next) => async (call) => {
    const endMs = clock.now() + withinMs;
    for (let retries = 0; ; retries++) {
      try {
        return await next(call);
      } catch (error) {
        call.cancellation.throwIfCancelled();
        if (!(error instanceof Failure)) throw error;
        const waitMs = backOffMs(error, retries, random());
        if (waitMs === null || clock.now() + waitMs >= endMs) throw error;
        await clock.sleep(waitMs, call.cancellation);
      }
    }
  };
}
