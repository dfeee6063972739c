import type { Cancellation } from '../model/cancellation.ts';
import { Failure } from '../model/failure.ts';
import type { Exchange, Stage } from './exchange.ts';

export interface TurnLimits {
  /** Calls on their way at once, for one credential and in all. */
  readonly perCredential: number;
  readonly inAll: number;
  /** Calls that may wait, for one credential and in all; more are refused at once. */
  readonly waitingPerCredential: number;
  readonly waitingInAll: number;
}

interface Lane {
  active: number;
  readonly waiting: Set<() => void>;
}

/**
 * A bounded number of calls at once, and a bounded number that wait. Those who
 * wait take turns credential by credential, so that one caller with a hundred
 * pages to read does not stand before everybody else.
 */
export function takeTurns(limits: TurnLimits): Stage<Exchange> {
  const lanes = new Map<string, Lane>();
  let active = 0;
  let waiting = 0;

  function enter(lane: Lane): void {
    lane.active += 1;
    active += 1;
  }

  /** Settles when it is this call's turn, which must end with `leave`. */
  function turn(key: string, cancellation: Cancellation): Promise<void> | undefined {
    const lane = lanes.get(key) ?? { active: 0, waiting: new Set() };
    if (active < limits.inAll && lane.active < limits.perCredential) {
      lanes.set(key, lane);
      enter(lane);
      return undefined;
    }
    if (waiting >= limits.waitingInAll || lane.waiting.size >= limits.waitingPerCredential) {
      throw new Failure(
        'UPSTREAM_UNAVAILABLE',
        'Too many calls to Cloudflare are waiting already.',
      );
    }
    lanes.set(key, lane);
    return wait(key, lane, cancellation);
  }

  function wait(key: string, lane: Lane, cancellation: Cancellation): Promise<void> {
    return cancellation.unlessCancelled((resolve) => {
      function stopWaiting() {
        lane.waiting.delete(proceed);
        waiting -= 1;
      }
      function proceed() {
        stopWaiting();
        enter(lane);
        resolve();
      }
      lane.waiting.add(proceed);
      waiting += 1;
      return () => {
        stopWaiting();
        forgetIfEmpty(key, lane);
      };
    });
  }

  function leave(key: string): void {
    const lane = lanes.get(key);
    if (lane === undefined) return;
    lane.active -= 1;
    active -= 1;
    forgetIfEmpty(key, lane);
    if (waiting > 0) admitNext();
  }

  /** The lane whose turn it is goes to the end of the line. */
  function admitNext(): void {
    for (const [key, lane] of lanes) {
      const [proceed] = lane.waiting;
      if (proceed === undefined || lane.active >= limits.perCredential) continue;
      lanes.delete(key);
      lanes.set(key, lane);
      proceed();
      return;
    }
  }

  function forgetIfEmpty(key: string, lane: Lane): void {
    if (lane.active === 0 && lane.waiting.size === 0) lanes.delete(key);
  }

  return (next) => async (call) => {
    const key = call.credential.fingerprint;
    call.cancellation.throwIfCancelled();
    await turn(key, call.cancellation);
    try {
      return await next(call);
    } finally {
      leave(key);
    }
  };
}
