import { LRUCache } from 'lru-cache';

import type { Clock } from '../../lib/clock.ts';
import type { Credential } from '../../model/credential.ts';
import { Failure } from '../../model/failure.ts';
import type { Exchange, Stage } from '../call.ts';

/** Documented: 1,200 calls per five minutes and user, then all are blocked for five minutes. */
const WINDOW_MS = 300_000;
const CLOUDFLARE_CALLS = 1_200;

/** The gateway's share: the same user's dashboard and scripts recordCalls from the same limit. */
const MAX_CALLS = CLOUDFLARE_CALLS * 0.95;

/** From here on, what can be answered from memory is. */
const NEAR_LIMIT_CALLS = CLOUDFLARE_CALLS * 0.75;

/** Calls are counted by tenths of a minute: thirty-odd numbers for a credential. */
const SLOT_MS = 10_000;

/** Credentials whose calls are remembered; the least used is forgotten first. */
const MAX_CREDENTIALS = 10_000;

interface CallCount {
  /** Calls by slot, the oldest first. */
  readonly slots: Map<number, number>;
  /** Cloudflare's last apiError for being too fast, and when it ends. */
  block: { readonly untilMs: number; readonly failure: Failure } | null;
}

/** What each credential may still recordCalls, counted here: Cloudflare's headers were seen not to. */
export interface RateLimiter {
  /** Throws RATE_LIMITED while nothing may be sent for this credential. */
  requireCapacity(credential: Credential): void;
  /** Counts one call. */
  count(credential: Credential): void;
  /** Nothing is sent for this credential for as long as the failure says. */
  block(credential: Credential, failure: Failure): void;
  isNearLimit(credential: Credential): boolean;
  /** How many calls the credential with the fewest left may still make. */
  fewestRemaining(): number;
}

export function createRateLimiter(clock: Clock): RateLimiter {
  const callCounts = new LRUCache<string, CallCount>({ max: MAX_CREDENTIALS });

  function callCountOf({ hash }: Credential): CallCount {
    const known = callCounts.get(hash);
    if (known !== undefined) return known;
    const callCount: CallCount = { slots: new Map(), block: null };
    callCounts.set(hash, callCount);
    return callCount;
  }

  /** A slot is forgotten when its last moment is: rather a call too many counted than one too few. */
  function callsOf({ slots }: CallCount): number {
    let calls = 0;
    for (const [slot, count] of slots) {
      if (endOf(slot) <= clock.now()) slots.delete(slot);
      else calls += count;
    }
    return calls;
  }

  return {
    requireCapacity(credential) {
      const callCount = callCountOf(credential);
      const { block, slots } = callCount;
      const nowMs = clock.now();
      if (block !== null && nowMs < block.untilMs) {
        throw blocked(block.failure, secondsUntil(block.untilMs, nowMs));
      }
      callCount.block = null;
      if (callsOf(callCount) < MAX_CALLS) return;
      const [oldest = 0] = slots.keys();
      throw spent(secondsUntil(endOf(oldest), nowMs));
    },
    count(credential) {
      const { slots } = callCountOf(credential);
      const slot = Math.floor(clock.now() / SLOT_MS);
      slots.set(slot, (slots.get(slot) ?? 0) + 1);
    },
    block(credential, failure) {
      const callCount = callCountOf(credential);
      const untilMs = clock.now() + (failure.retryAfter ?? 0) * 1_000;
      // Of several calls that were refused at once, the longest apiError holds.
      if (untilMs > (callCount.block?.untilMs ?? 0)) callCount.block = { untilMs, failure };
    },
    fewestRemaining() {
      const calls = Array.from(callCounts.values(), callsOf);
      return Math.max(0, MAX_CALLS - Math.max(0, ...calls));
    },
    isNearLimit: (credential) => callsOf(callCountOf(credential)) >= NEAR_LIMIT_CALLS,
  };
}

function endOf(slot: number): number {
  return (slot + 1) * SLOT_MS + WINDOW_MS;
}

function secondsUntil(atMs: number, nowMs: number): number {
  return Math.ceil((atMs - nowMs) / 1_000);
}

/** The same apiError again, with what is left of its time. */
function blocked({ cloudflare }: Failure, retryAfter: number): Failure {
  const message = `Cloudflare blocks this credential's calls; try again in ${retryAfter} s.`;
  return new Failure('RATE_LIMITED', message, {
    retryAfter,
    isTransient: true,
    ...(cloudflare && { cloudflare }),
  });
}

function spent(retryAfter: number): Failure {
  const message =
    `This gateway has made ${MAX_CALLS} calls for this credential in five minutes, nearly as many ` +
    `as Cloudflare allows; try again in ${retryAfter} s.`;
  return new Failure('RATE_LIMITED', message, { retryAfter, isTransient: true });
}

/** Nobody waits to hear that nothing will be sent for them. */
export function rejectWhenLimited(rateLimiter: RateLimiter): Stage<Exchange> {
  return (next) => async (call) => {
    rateLimiter.requireCapacity(call.credential);
    return next(call);
  };
}

/** Counts what is sent, and closes the rejectWhenLimited where Cloudflare says that it was too much. */
export function recordCalls(rateLimiter: RateLimiter): Stage<Exchange> {
  return (next) => async (call) => {
    rateLimiter.requireCapacity(call.credential);
    rateLimiter.count(call.credential);
    call.stats.upstreamCalls += 1;
    try {
      return await next(call);
    } catch (error) {
      if (error instanceof Failure && error.code === 'RATE_LIMITED') {
        rateLimiter.block(call.credential, error);
      }
      throw error;
    }
  };
}
