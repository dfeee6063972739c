import { untilAborted } from '../../lib/abort.ts';
import type { Credential } from '../../model/credential.ts';
import { Failure } from '../../model/failure.ts';
import type { SendCall, Stage, UpstreamCall } from '../types.ts';

export interface ConcurrencyLimits {
  /** Calls in flight at once, for one credential and in total. */
  readonly perCredential: number;
  readonly total: number;
  /** Calls that may wait, for one caller and in total. Further calls are rejected at once. */
  readonly waitingPerCaller: number;
  readonly waitingTotal: number;
  /** In flight for one credential that Cloudflare has not accepted: the first answer decides on the others. */
  readonly perStranger: number;
  /** Of the totals, for all such credentials together. */
  readonly strangers: number;
  readonly waitingStrangers: number;
}

/** The calls of one caller: of a credential, or of a key or JWT subject that uses the gateway token. */
interface CallerQueue {
  readonly credential: Credential;
  inFlight: number;
  /** In the order of their arrival. */
  readonly waiting: Set<() => void>;
}

type AnyCall = Pick<UpstreamCall<unknown>, 'credential' | 'callerId' | 'signal'>;

/**
 * Limits the number of calls in flight, and the number that wait. Waiting calls are admitted
 * round-robin by caller, so that a caller with a hundred pages does not block all others.
 * Credentials that Cloudflare has accepted come first, and strangers have only a part of the room.
 */
export function limitConcurrency(
  limits: ConcurrencyLimits,
  isAccepted: (credential: Credential) => boolean,
): Stage<SendCall> {
  /** The caller whose turn is next stands first. */
  const queues = new Map<string, CallerQueue>();
  /** Calls in flight by the hash of their credential. */
  const inFlightOf = new Map<string, number>();
  let inFlight = 0;
  let strangersInFlight = 0;
  let waiting = 0;
  let strangersWaiting = 0;

  function hasRoom({ hash }: Credential, isStranger: boolean): boolean {
    const own = inFlightOf.get(hash) ?? 0;
    if (inFlight >= limits.total || own >= limits.perCredential) return false;
    return !isStranger || (strangersInFlight < limits.strangers && own < limits.perStranger);
  }

  /** Each admitted call must be released. */
  function admit(queue: CallerQueue, isStranger: boolean): void {
    const { hash } = queue.credential;
    queue.inFlight += 1;
    inFlightOf.set(hash, (inFlightOf.get(hash) ?? 0) + 1);
    inFlight += 1;
    if (isStranger) strangersInFlight += 1;
  }

  /** Admits a call at once, or waits until it is admitted. Returns or resolves to whether it was a stranger's then. */
  function acquire(key: string, call: AnyCall): boolean | Promise<boolean> {
    const { credential, signal } = call;
    const queue = queues.get(key) ?? { credential, inFlight: 0, waiting: new Set() };
    const isStranger = !isAccepted(credential);
    if (hasRoom(credential, isStranger)) {
      queues.set(key, queue);
      admit(queue, isStranger);
      return isStranger;
    }
    requireRoomToWait(queue, isStranger);
    queues.set(key, queue);
    return wait(key, queue, isStranger, signal);
  }

  function requireRoomToWait(queue: CallerQueue, isStranger: boolean): void {
    const isFull = waiting >= limits.waitingTotal || queue.waiting.size >= limits.waitingPerCaller;
    if (isFull) throw tooMany('Too many calls to Cloudflare are waiting already.');
    if (isStranger && strangersWaiting >= limits.waitingStrangers) {
      throw tooMany(
        `${limits.waitingStrangers} calls with credentials that Cloudflare has not accepted yet ` +
          'are waiting already.',
      );
    }
  }

  function wait(
    key: string,
    queue: CallerQueue,
    wasStranger: boolean,
    signal: AbortSignal,
  ): Promise<boolean> {
    return untilAborted(signal, (resolve) => {
      function stopWaiting() {
        queue.waiting.delete(proceed);
        waiting -= 1;
        if (wasStranger) strangersWaiting -= 1;
      }
      function proceed() {
        stopWaiting();
        const isStranger = !isAccepted(queue.credential);
        admit(queue, isStranger);
        resolve(isStranger);
      }
      queue.waiting.add(proceed);
      waiting += 1;
      if (wasStranger) strangersWaiting += 1;
      return () => {
        stopWaiting();
        deleteIfEmpty(key, queue);
      };
    });
  }

  function release(key: string, wasStranger: boolean): void {
    const queue = queues.get(key);
    if (queue === undefined) return;
    const { hash } = queue.credential;
    const own = (inFlightOf.get(hash) ?? 0) - 1;
    if (own > 0) inFlightOf.set(hash, own);
    else inFlightOf.delete(hash);
    queue.inFlight -= 1;
    inFlight -= 1;
    if (wasStranger) strangersInFlight -= 1;
    deleteIfEmpty(key, queue);
    // A credential that was accepted meanwhile has room for more than one call.
    while (waiting > 0 && admitNext());
  }

  /** Admits one waiting call, and moves its caller to the end of the round. False: none can be admitted. */
  function admitNext(): boolean {
    let next: { readonly key: string; readonly queue: CallerQueue } | null = null;
    for (const [key, queue] of queues) {
      if (queue.waiting.size === 0) continue;
      const isStranger = !isAccepted(queue.credential);
      if ((isStranger && next !== null) || !hasRoom(queue.credential, isStranger)) continue;
      next = { key, queue };
      if (!isStranger) break;
    }
    if (next === null) return false;
    const [proceed] = next.queue.waiting;
    queues.delete(next.key);
    queues.set(next.key, next.queue);
    proceed?.();
    return true;
  }

  function deleteIfEmpty(key: string, queue: CallerQueue): void {
    if (queue.inFlight === 0 && queue.waiting.size === 0) queues.delete(key);
  }

  return (next) => async (call) => {
    const key = queueKey(call);
    call.signal.throwIfAborted();
    const wasStranger = await acquire(key, call);
    try {
      return await next(call);
    } finally {
      release(key, wasStranger);
    }
  };
}

function queueKey({ credential, callerId }: AnyCall): string {
  return callerId === null ? credential.hash : `${credential.hash} ${callerId}`;
}

function tooMany(message: string): Failure {
  return new Failure('UPSTREAM_UNAVAILABLE', message);
}
