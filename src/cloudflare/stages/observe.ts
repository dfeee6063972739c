import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import { noteReason } from '../../model/failure-reason.ts';
import type { UpstreamObserver } from '../../model/upstream-observer.ts';
import { isNotFound } from '../decode/api-error.ts';
import type { SendCall, Stage } from '../types.ts';

/** Reports the outcome of each call that is sent to metrics and traces, and the reason of a failure to the log. */
export function observe(clock: Clock, observer: UpstreamObserver): Stage<SendCall> {
  return (next) => async (call) => {
    const startMs = clock.monotonicMs();
    const { stats, endpoint } = call;
    const traced = stats.trace.startCall(endpoint);
    let outcome = 'ok';
    try {
      return await next({ ...call, headers: { ...call.headers, ...traced.headers } });
    } catch (error) {
      outcome = error instanceof Failure ? outcomeOf(error, endpoint) : 'ABORTED';
      if (error instanceof Failure) noteReason(stats, error);
      throw error;
    } finally {
      traced.end(outcome);
      observer.callEnded(outcome, clock.monotonicMs() - startMs);
    }
  };
}

/**
 * A token that does not exist is a normal outcome, so it must not count as an upstream error. A
 * list that does not exist is one: only endpoints that end in an id read one thing.
 */
function outcomeOf(failure: Failure, endpoint: string): string {
  return isNotFound(failure) && endpoint.endsWith('}') ? 'NOT_FOUND' : failure.code;
}
