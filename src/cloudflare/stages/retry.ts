import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { SendCall, Stage } from '../types.ts';
import { backOffMs } from './back-off.ts';

export interface RetryOptions {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  /** No attempt starts later than this after the first one. */
  readonly limitMs: number;
}

/** Retries transient failures, but not once the call is aborted. */
export function retry({ clock, random, limitMs }: RetryOptions): Stage<SendCall> {
  return (next) => async (call) => {
    const endMs = clock.monotonicMs() + limitMs;
    for (let retries = 0; ; retries++) {
      try {
        return await next(call);
      } catch (error) {
        call.signal.throwIfAborted();
        if (!(error instanceof Failure)) throw error;
        const waitMs = backOffMs(error, retries, random());
        if (waitMs === null || clock.monotonicMs() + waitMs >= endMs) throw error;
        // A host's clock may reject with an error of its own, such as Node's AbortError.
        await clock.sleep(waitMs, call.signal).finally(() => call.signal.throwIfAborted());
      }
    }
  };
}
