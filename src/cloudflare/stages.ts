import type { Clock } from '../lib/clock.ts';
import type { LogicalClock } from '../lib/logical-clock.ts';
import type { UpstreamObserver } from '../model/upstream-observer.ts';
import type { CredentialStandings } from './credential-standings.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { createSendCall } from './send-call.ts';
import type { Sharing } from './sharing/sharing.ts';
import { cache } from './stages/cache.ts';
import { coalesce } from './stages/coalesce.ts';
import { type ConcurrencyLimits, limitConcurrency } from './stages/concurrency.ts';
import { observe } from './stages/observe.ts';
import { inParallel } from './stages/parallel.ts';
import { enforceRateLimit, rejectEarly } from './stages/rate-limit.ts';
import { retry } from './stages/retry.ts';
import { timeout } from './stages/timeout.ts';
import type { Read, SendCall, Stage, Transport } from './types.ts';

export interface StagePorts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Orders the reads and the rejections of credentials. */
  readonly logicalClock: LogicalClock;
  readonly standings: CredentialStandings;
  readonly rateLimiter: RateLimiter;
  readonly sharing: Sharing | null;
  readonly observer: UpstreamObserver;
  /** From 0 up to 1. */
  readonly random: () => number;
}

export interface StageOptions {
  /** The time limit of one attempt. All attempts of a call together, waits included, have twice as long. */
  readonly upstreamTimeoutMs: number;
  /** How long a page is served again to the same credential; 0 switches the cache off. */
  readonly cacheTtlMs: number;
  readonly concurrency: ConcurrencyLimits;
  /** Whether a request may not wait for another one: then nothing is shared, and nothing queues. */
  readonly isolatesRequests: boolean;
}

/**
 * All that lies between a read and Cloudflare, from the outside to the inside. The order is the
 * design: each stage sees less than the one before it.
 */
export function createStages(ports: StagePorts, options: StageOptions): Read {
  const { transport, clock, logicalClock, standings, rateLimiter, sharing, observer, random } =
    ports;
  const { upstreamTimeoutMs, cacheTtlMs, concurrency, isolatesRequests } = options;
  const { isNearLimit } = rateLimiter;
  const permits = { standings, rateLimiter, sharing };
  // First: a cached page costs nothing.
  return cache({ clock, ttlMs: cacheTtlMs, isNearLimit, rejections: standings })(
    // Each read that starts here has an AbortController of its own.
    coalesce(
      // From here on, one call for each page.
      inParallel(
        compose<SendCall>(
          [
            // The time limit of a call with its retries: attempts, back-offs and the queue.
            timeout(clock, upstreamTimeoutMs * 2),
            // Before the rate limiter: a retry is counted and rejected like a first attempt.
            retry({ clock, random, limitMs: upstreamTimeoutMs * 2 }),
            // Before the queue: a call that would be rejected does not wait first.
            rejectEarly(permits),
            ...(isolatesRequests ? [] : [limitConcurrency(concurrency, standings.isAccepted)]),
            // A call is checked again and counted when it is sent, after it has waited.
            enforceRateLimit(permits, logicalClock),
            // Metrics and traces see only calls that are sent.
            observe(clock, observer),
            // The time limit of one attempt, from the socket to the last byte.
            timeout(clock, upstreamTimeoutMs),
          ],
          // Last: all stages above see a decoded response or a `Failure`.
          createSendCall(transport, clock),
        ),
      ),
      { logicalClock, rejections: standings, isolatesRequests },
    ),
  );
}

/** The first stage of the list is the outermost one. */
function compose<Fn>(stages: readonly Stage<Fn>[], innermost: Fn): Fn {
  return stages.reduceRight((next, stage) => stage(next), innermost);
}
