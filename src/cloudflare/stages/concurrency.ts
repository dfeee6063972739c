import { untilAborted } from '../../lib/abort.ts';
import { Failure } from '../../model/failure.ts';
import type { SendCall, Stage } from '../call.ts';

export interface ConcurrencyLimits {
  /** Calls in flight at once, for one credential and in total. */
  readonly perCredential: number;
  readonly total: number;
  /** Calls that may wait, for one credential and in total. Further calls are rejected at once. */
  readonly waitingPerCredential: number;
  readonly waitingTotal: number;
}

interface CredentialQueue {
  inFlight: number;
  /** In the order of their arrival. */
  readonly waiting: Set<() => void>;
}

/**
 * Limits the number of calls in flight, and the number that wait. Waiting calls are admitted
 * round-robin by credential, so that a caller with a hundred pages does not block all others.
 */
export function limitConcurrency(limits: ConcurrencyLimits): Stage<SendCall> {
  /** The credential whose turn is next stands first. */
  const queues = new Map<string, CredentialQueue>();
  let inFlight = 0;
  let waiting = 0;

  function admit(queue: CredentialQueue): void {
    queue.inFlight += 1;
    inFlight += 1;
  }

  /** Admits a call at once, or returns a promise that resolves when it is admitted. Each admitted call must be released. */
  function acquire(key: string, signal: AbortSignal): Promise<void> | undefined {
    const queue = queues.get(key) ?? { inFlight: 0, waiting: new Set() };
    if (inFlight < limits.total && queue.inFlight < limits.perCredential) {
      queues.set(key, queue);
      admit(queue);
      return undefined;
    }
    if (waiting >= limits.waitingTotal || queue.waiting.size >= limits.waitingPerCredential) {
      const message = 'Too many calls to Cloudflare are waiting already.';
      throw new Failure('UPSTREAM_UNAVAILABLE', message);
    }
    queues.set(key, queue);
    return wait(key, queue, signal);
  }

  function wait(key: string, queue: CredentialQueue, signal: AbortSignal): Promise<void> {
    return untilAborted(signal, (resolve) => {
      function stopWaiting() {
        queue.waiting.delete(proceed);
        waiting -= 1;
      }
      function proceed() {
        stopWaiting();
        admit(queue);
        resolve();
      }
      queue.waiting.add(proceed);
      waiting += 1;
      return () => {
        stopWaiting();
        deleteIfEmpty(key, queue);
      };
    });
  }

  function release(key: string): void {
    const queue = queues.get(key);
    if (queue === undefined) return;
    queue.inFlight -= 1;
    inFlight -= 1;
    deleteIfEmpty(key, queue);
    if (waiting > 0) admitNext();
  }

  /** Admits one waiting call, and moves its credential to the end of the round. */
  function admitNext(): void {
    for (const [key, queue] of queues) {
      const [proceed] = queue.waiting;
      if (proceed === undefined || queue.inFlight >= limits.perCredential) continue;
      queues.delete(key);
      queues.set(key, queue);
      proceed();
      return;
    }
  }

  function deleteIfEmpty(key: string, queue: CredentialQueue): void {
    if (queue.inFlight === 0 && queue.waiting.size === 0) queues.delete(key);
  }

  return (next) => async (call) => {
    const key = call.credential.hash;
    call.signal.throwIfAborted();
    await acquire(key, call.signal);
    try {
      return await next(call);
    } finally {
      release(key);
    }
  };
}
