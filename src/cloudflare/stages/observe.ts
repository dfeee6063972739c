import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import { noteReason } from '../../model/failure-reason.ts';
import type { UpstreamObserver } from '../../model/upstream-observer.ts';
import type { Exchange, Stage } from '../call.ts';

/** Tells of each call that is sent how it ended, and the operation why it failed. */
export function observe(clock: Clock, observer: UpstreamObserver): Stage<Exchange> {
  return (next) => async (call) => {
    const startMs = clock.now();
    const { stats, endpoint } = call;
    const traced = stats.trace.startCall(endpoint);
    let outcome = 'ok';
    try {
      return await next({ ...call, headers: traced.headers });
    } catch (error) {
      outcome = error instanceof Failure ? outcomeOf(error) : 'ABORTED';
      if (error instanceof Failure) noteReason(stats, error);
      throw error;
    } finally {
      traced.end(outcome);
      observer.callEnded(outcome, clock.now() - startMs);
    }
  };
}

/** That there is no such token is an answer like any other, and no alarm. */
function outcomeOf({ code, cloudflare }: Failure): string {
  const isAbsent = cloudflare?.status === 404 && cloudflare.errors.length > 0;
  return isAbsent ? 'NOT_FOUND' : code;
}
