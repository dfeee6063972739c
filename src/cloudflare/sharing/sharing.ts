import type { Clock } from '../../lib/clock.ts';
import type { Credential } from '../../model/credential.ts';
import type { Failure } from '../../model/failure.ts';
import type { Log } from '../../model/log.ts';
import type { RateLimitStore } from '../../model/rate-limit-store.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { CredentialStandings } from '../credential-standings.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { fromSharedFailure, toSharedFailure } from './shared-failure.ts';
import { createStoreState, MAX_WAIT_MS } from './store-state.ts';

/** Reports in flight at once where one is made for each credential. */
const REPORTS_AT_ONCE = 64;

/** Limits that replicas share: asks the store before each call, and tells it what Cloudflare says. */
export interface Sharing {
  /** Whether calls are counted together with the other replicas at this moment. */
  isShared(): boolean;
  /**
   * Reports a call that is about to be sent, then calls `count`, which counts it or throws. All calls
   * of an operation together wait for 50 ms at most.
   */
  admit(credential: Credential, stats: UpstreamStats, count: () => void): Promise<void>;
  block(credential: Credential, failure: Failure, stats: UpstreamStats): Promise<void>;
  reject(credential: Credential, failure: Failure, stats: UpstreamStats): Promise<void>;
  close(): Promise<void>;
}

export interface SharingPorts {
  readonly store: RateLimitStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly rateLimiter: RateLimiter;
  readonly standings: CredentialStandings;
  /** Whether the timers of a request end with it. */
  readonly isolatesRequests: boolean;
}

export function createSharing(ports: SharingPorts): Sharing {
  const { store, clock, log, rateLimiter, standings, isolatesRequests } = ports;
  const state = createStoreState({
    clock,
    log,
    isolatesRequests,
    storeName: store.name,
    probe: () => store.probe(),
    // In a Worker each report is a subrequest of the request that finds the store back, and there are
    // few: the other credentials report with their own next calls.
    onBack: () => void (isolatesRequests || reportAll().catch(() => {})),
  });

  /** Throws if the store is away. */
  async function exchange(hash: string): Promise<void> {
    const credential = { hash };
    const { window, shared } = rateLimiter.sharedCalls(credential);
    const sentAtMs = clock.monotonicMs();
    const isLasting = standings.isAccepted(credential) && !isolatesRequests;
    const report = shared.report(window, isLasting, sentAtMs);
    const grant = await store.exchange(hash, report);
    shared.accept(report, grant, sentAtMs);
    if (grant.block !== null)
      rateLimiter.block(credential, fromSharedFailure('RATE_LIMITED', grant.block));
    if (grant.rejection === null) return;
    const failure = fromSharedFailure('UNAUTHENTICATED', grant.rejection);
    standings.reject(credential, failure, grant.rejection.endsInMs);
  }

  /** Tells the store the calls that it does not know yet, and gives back what is not needed. */
  async function reportAll(): Promise<void> {
    for (const batch of activeBatches()) await Promise.all(batch.map((hash) => exchange(hash)));
  }

  /** This replica ends: only the calls that it has made still count. It stops as soon as the store is away. */
  async function giveBackAll(): Promise<void> {
    const goodbye = (hash: string) => {
      const { window, shared } = rateLimiter.sharedCalls({ hash });
      return store.exchange(hash, shared.goodbye(window, clock.monotonicMs()));
    };
    for (const batch of activeBatches()) {
      if (!state.isShared() || isolatesRequests) return;
      await state.attempt(() => Promise.all(batch.map(goodbye)));
    }
  }

  function* activeBatches(): Generator<readonly string[]> {
    const hashes = rateLimiter.activeHashes();
    for (let first = 0; first < hashes.length; first += REPORTS_AT_ONCE) {
      yield hashes.slice(first, first + REPORTS_AT_ONCE);
    }
  }

  /** The first report learns what the others have used; the second one gives back what is too much then. */
  async function exchangeTwice(hash: string): Promise<void> {
    await exchange(hash);
    await exchange(hash);
  }

  store.onChange?.((hash) => void state.attempt(() => exchangeTwice(hash)));
  store.onLoss?.(reportAll);

  /** Whether the store has answered. Each operation waits 50 ms at most, however many calls it makes. */
  async function wait(stats: UpstreamStats, start: () => Promise<void>): Promise<boolean> {
    if (!state.isShared()) return false;
    const startMs = clock.monotonicMs();
    const answer = await state.attempt(start, MAX_WAIT_MS - stats.storeWaitMs);
    stats.storeWaitMs += clock.monotonicMs() - startMs;
    return answer !== null;
  }

  return {
    isShared: state.isShared,
    async admit(credential, stats, count) {
      const { shared } = rateLimiter.sharedCalls(credential);
      const startedAtMs = clock.monotonicMs();
      shared.startWaiting(startedAtMs);
      try {
        shared.isAnswered = await wait(stats, () => exchange(credential.hash));
        count();
      } finally {
        shared.stopWaiting(startedAtMs);
      }
    },
    async block({ hash }, failure, stats) {
      const endsInMs = (failure.retryAfter ?? 0) * 1_000;
      await wait(stats, () => store.block(hash, toSharedFailure(failure, endsInMs)));
    },
    async reject(credential, failure, stats) {
      const { endsInMs } = standings.rejection(credential) ?? { endsInMs: 0 };
      await wait(stats, () => store.reject(credential.hash, toSharedFailure(failure, endsInMs)));
    },
    async close() {
      await giveBackAll();
      state.close();
      await store.close();
    },
  };
}
