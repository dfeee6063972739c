import type { Clock } from '../lib/clock.ts';
import type { UpstreamObserver } from '../model/upstream-observer.ts';
import type { Exchange, Reader, Stage, Transport } from './call.ts';
import { decodeResponse } from './decode/response.ts';
import { cache } from './stages/cache.ts';
import { join } from './stages/coalesce.ts';
import { type ConcurrencyLimits, limitConcurrency } from './stages/concurrency.ts';
import { observe } from './stages/observe.ts';
import { inParallel } from './stages/parallel.ts';
import { type RateLimiter, recordCalls, rejectWhenLimited } from './stages/rate-limit.ts';
import { retry } from './stages/retry.ts';
import { timeout } from './stages/timeout.ts';

export interface ReaderPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly rateLimiter: RateLimiter;
  readonly observer: UpstreamObserver;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface ReaderSettings {
  /** How long one attempt may take; all attempts of a call, waits included, twice as long. */
  readonly timeoutMs: number;
  /** How long a page may be served again to the same credential; 0: not at all. */
  readonly cacheTtlMs: number;
  readonly concurrency: ConcurrencyLimits;
}

/**
 * Cloudflare behind all that spares it. The order is the design; each stage
 * sees less than the one before it:
 *
 * - `cache` first, so that what is in memory costs nothing;
 * - `join` next: of those who ask for what nobody has, one asks;
 * - from here on page by page. `timeout` is the promise to the caller, so it
 *   holds all that may wait: attempts, back-offs, queues;
 * - `retry` around the rejectWhenLimited, so that a second attempt is counted and refused
 *   like a first;
 * - `rejectWhenLimited` in front of the queue: who is blocked need not wait to hear it;
 * - `limitConcurrency`, then `recordCalls`: what is sent is counted at the moment of sending,
 *   and a rejectWhenLimited that has closed meanwhile is closed for those who waited too;
 * - `observe` tells metrics and traces of each call that is sent;
 * - `timeout` again, for one attempt, from the socket to the last byte;
 * - `decodeResponse` last: all above it see a decoded success or a named failure.
 */
export function createRead(ports: ReaderPorts, settings: ReaderSettings): Reader {
  const { transport, clock, rateLimiter, observer, random } = ports;
  const { timeoutMs, cacheTtlMs, concurrency } = settings;
  const exchange = stack<Exchange>(
    decodeResponse(transport, clock),
    timeout(clock, timeoutMs * 2),
    retry({ clock, random, withinMs: timeoutMs * 2 }),
    rejectWhenLimited(rateLimiter),
    limitConcurrency(concurrency),
    recordCalls(rateLimiter),
    observe(clock, observer),
    timeout(clock, timeoutMs),
  );
  return stack<Reader>(
    inParallel(exchange),
    cache({ clock, ttlMs: cacheTtlMs, isNearLimit: rateLimiter.isNearLimit }),
    join(),
  );
}

/** The outermost stage stands first. */
function stack<Step>(innermost: Step, ...stages: readonly Stage<Step>[]): Step {
  return stages.reduceRight((next, stage) => stage(next), innermost);
}
