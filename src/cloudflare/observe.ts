import type { Clock } from '../model/clock.ts';
import { Failure } from '../model/failure.ts';
import type { UpstreamObserver } from '../model/upstream-observer.ts';
import type { Exchange, Stage } from './exchange.ts';

/** Tells of each call that is sent how it ended. */
export function observe(clock: Clock, observer: UpstreamObserver): Stage<Exchange> {
  return (next) => async (call) => {
    const startMs = clock.now();
    // A span tells which endpoint, not which token.
    const traced = call.journal.trace.startCall(call.path.replace(/\?.*$/, ''));
    let outcome = 'ok';
    try {
      return await next({ ...call, headers: traced.headers });
    } catch (error) {
      outcome = error instanceof Failure ? error.code : 'ABORTED';
      throw error;
    } finally {
      traced.end(outcome);
      observer.callEnded(outcome, clock.now() - startMs);
    }
  };
}
