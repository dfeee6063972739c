import { LRUCache } from 'lru-cache';

import type { Clock } from '../lib/clock.ts';
import type { Credential } from '../model/credential.ts';
import { Failure } from '../model/failure.ts';
import type { RateLimitStatus } from '../model/rate-limit-status.ts';

/** Documented: a user may make 1,200 calls in five minutes, then all are blocked for five minutes. */
const WINDOW_MS = 300_000;
const CLOUDFLARE_CALLS = 1_200;

/** The gateway's share: the dashboard and the scripts of the same user count against the same limit. */
const MAX_CALLS = CLOUDFLARE_CALLS * 0.95;

/** From this count on, stale cached pages are served where possible. */
const NEAR_LIMIT_CALLS = CLOUDFLARE_CALLS * 0.75;

/** Calls are counted in slots of ten seconds: some thirty numbers for each credential. */
const SLOT_MS = 10_000;

/** Credentials whose calls are counted at once. The least recently used is evicted first. */
const MAX_CREDENTIALS = 10_000;

interface CallCount {
  /** Calls by slot, the oldest first. */
  readonly slots: Map<number, number>;
  /** Cloudflare's last RATE_LIMITED error, and when it ends. */
  block: { readonly untilMs: number; readonly failure: Failure } | null;
}

/** Counts each credential's calls here, since Cloudflare's own rate limit headers were seen not to. */
export interface RateLimiter {
  /** Throws RATE_LIMITED if no call may be sent for this credential now. */
  requireCapacity(credential: Credential): void;
  /** Counts one call. */
  count(credential: Credential): void;
  /** No call is sent for this credential until the failure's `retryAfter` is over. */
  block(credential: Credential, failure: Failure): void;
  isNearLimit(credential: Credential): boolean;
  status(credential: Credential): RateLimitStatus;
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

  /** A slot is dropped only when its last moment is outside the window: the count may be too high, never too low. */
  function callsOf({ slots }: CallCount): number {
    let calls = 0;
    for (const [slot, count] of slots) {
      if (slotEndMs(slot) <= clock.monotonicMs()) slots.delete(slot);
      else calls += count;
    }
    return calls;
  }

  return {
    requireCapacity(credential) {
      const callCount = callCountOf(credential);
      const { block, slots } = callCount;
      const nowMs = clock.monotonicMs();
      if (block !== null && nowMs < block.untilMs) {
        throw blockedFailure(block.failure, secondsUntil(block.untilMs, nowMs));
      }
      callCount.block = null;
      if (callsOf(callCount) < MAX_CALLS) return;
      const [oldest = 0] = slots.keys();
      throw limitFailure(secondsUntil(slotEndMs(oldest), nowMs));
    },
    count(credential) {
      const { slots } = callCountOf(credential);
      const slot = Math.floor(clock.monotonicMs() / SLOT_MS);
      slots.set(slot, (slots.get(slot) ?? 0) + 1);
    },
    block(credential, failure) {
      const callCount = callCountOf(credential);
      const untilMs = clock.monotonicMs() + (failure.retryAfter ?? 0) * 1_000;
      // If several calls in flight are blocked, the longest block holds.
      if (untilMs > (callCount.block?.untilMs ?? 0)) callCount.block = { untilMs, failure };
    },
    fewestRemaining() {
      const calls = Array.from(callCounts.values(), callsOf);
      return Math.max(0, MAX_CALLS - Math.max(0, ...calls));
    },
    status(credential) {
      // Looks without a trace: a credential that has made no call is not counted from now on.
      const callCount = callCounts.peek(credential.hash);
      const nowMs = clock.monotonicMs();
      const calls = callCount === undefined ? 0 : callsOf(callCount);
      const blockMs = (callCount?.block?.untilMs ?? 0) - nowMs;
      const [oldest = null] = callCount?.slots.keys() ?? [];
      const forgetMs = oldest === null ? null : slotEndMs(oldest) - nowMs;
      return {
        limit: MAX_CALLS,
        remaining: blockMs > 0 ? 0 : Math.max(0, MAX_CALLS - calls),
        windowSeconds: WINDOW_MS / 1_000,
        resetsInMs: blockMs > 0 ? blockMs : forgetMs,
      };
    },
    isNearLimit: (credential) => callsOf(callCountOf(credential)) >= NEAR_LIMIT_CALLS,
  };
}

/** When the calls of a slot leave the window. */
function slotEndMs(slot: number): number {
  return (slot + 1) * SLOT_MS + WINDOW_MS;
}

function secondsUntil(atMs: number, nowMs: number): number {
  return Math.ceil((atMs - nowMs) / 1_000);
}

/** Cloudflare's error again, with the time that is left. */
function blockedFailure({ cloudflare }: Failure, retryAfter: number): Failure {
  const message = `Cloudflare blocks this credential's calls; try again in ${retryAfter} s.`;
  return new Failure('RATE_LIMITED', message, {
    retryAfter,
    isTransient: true,
    ...(cloudflare && { cloudflare }),
  });
}

function limitFailure(retryAfter: number): Failure {
  const message =
    `This gateway has made ${MAX_CALLS} calls for this credential in five minutes, nearly as many ` +
    `as Cloudflare allows; try again in ${retryAfter} s.`;
  return new Failure('RATE_LIMITED', message, { retryAfter, isTransient: true });
}
