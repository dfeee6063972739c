import type { Cancellation } from '../../lib/cancellation.ts';
import { Failure } from '../../model/failure.ts';
import type { Exchange, Stage } from '../call.ts';

export interface ConcurrencyLimits {
  /** Calls on their way at once, for one credential and in all. */
  readonly perCredential: number;
  readonly total: number;
  /** Calls that may wait, for one credential and in all; more are refused at once. */
  readonly waitingPerCredential: number;
  readonly waitingTotal: number;
}

interface Queue {
  active: number;
  readonly waiting: Set<() => void>;
}

/**
 * A bounded number of calls at once, and a bounded number that wait. Those who
 * wait take concurrency credential by credential, so that one caller with a hundred
 * pages to read does not stand before everybody else.
 */
export function limitConcurrency(limits: ConcurrencyLimits): Stage<Exchange> {
  const queues = new Map<string, Queue>();
  let active = 0;
  let waiting = 0;

  function enter(queue: Queue): void {
    queue.active += 1;
    active += 1;
  }

  /** Settles when it is this call's turn, which must end with `leave`. */
  function turn(key: string, cancellation: Cancellation): Promise<void> | undefined {
    const queue = queues.get(key) ?? { active: 0, waiting: new Set() };
    if (active < limits.total && queue.active < limits.perCredential) {
      queues.set(key, queue);
      enter(queue);
      return undefined;
    }
    if (waiting >= limits.waitingTotal || queue.waiting.size >= limits.waitingPerCredential) {
      throw new Failure(
        'UPSTREAM_UNAVAILABLE',
        'Too many calls to Cloudflare are waiting already.',
      );
    }
    queues.set(key, queue);
    return wait(key, queue, cancellation);
  }

  function wait(key: string, queue: Queue, cancellation: Cancellation): Promise<void> {
    return cancellation.unlessCancelled((resolve) => {
      function stopWaiting() {
        queue.waiting.delete(proceed);
        waiting -= 1;
      }
      function proceed() {
        stopWaiting();
        enter(queue);
        resolve();
      }
      queue.waiting.add(proceed);
      waiting += 1;
      return () => {
        stopWaiting();
        forgetIfEmpty(key, queue);
      };
    });
  }

  function leave(key: string): void {
    const queue = queues.get(key);
    if (queue === undefined) return;
    queue.active -= 1;
    active -= 1;
    forgetIfEmpty(key, queue);
    if (waiting > 0) admitNext();
  }

  /** The queue whose turn it is goes to the end of the line. */
  function admitNext(): void {
    for (const [key, queue] of queues) {
      const [proceed] = queue.waiting;
      if (proceed === undefined || queue.active >= limits.perCredential) continue;
      queues.delete(key);
      queues.set(key, queue);
      proceed();
      return;
    }
  }

  function forgetIfEmpty(key: string, queue: Queue): void {
    if (queue.active === 0 && queue.waiting.size === 0) queues.delete(key);
  }

  return (next) => async (call) => {
    const key = call.credential.hash;
    call.cancellation.throwIfCancelled();
    await turn(key, call.cancellation);
    try {
      return await next(call);
    } finally {
      leave(key);
    }
  };
}
