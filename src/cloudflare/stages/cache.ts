import { LRUCache } from 'lru-cache';

import type { Clock } from '../../lib/clock.ts';
import { createSweep } from '../../lib/sweep.ts';
import type { Credential } from '../../model/credential.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { Decoded, Reader, ReadRequest, Snapshot, Stage } from '../call.ts';

export interface CacheOptions {
  readonly clock: Clock;
  /** How long a page is fresh that does not say otherwise; 0: nothing is kept. */
  readonly ttlMs: number;
  /** Whether calls for this credential should be saved for those who need them most. */
  readonly isNearLimit: (credential: Credential) => boolean;
}

/** While calls are scarce, an answer this old is better than none: it is marked as stale. */
const MAX_STALE_MS = 60_000;

const MAX_PAGES = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Measured: a page's objects take almost twice the room of its JSON; counted with a margin. */
const BYTES_PER_JSON_BYTE = 3;

interface CacheEntry {
  readonly answer: Decoded<unknown>;
  /** What it was read together with, by identity. */
  readonly snapshot: Snapshot<unknown>;
  readonly readAtMs: number;
  readonly ttlMs: number;
}

/**
 * Pages kept per credential, successes only: a failure is thrown past this
 * stage. A reading is answered from memory only where all its pages were read
 * together: pages of different moments are not one snapshot of the list, and
 * between them a token could be skipped or repeated.
 */
export function cache({ clock, ttlMs, isNearLimit }: CacheOptions): Stage<Reader> {
  if (ttlMs === 0) {
    return (next) => (reading) => {
      limitFreshness(reading.caller.stats, PAST);
      return next(reading);
    };
  }
  const pages = new LRUCache<string, CacheEntry>({
    max: MAX_PAGES,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ answer }) => 1 + answer.bytes * BYTES_PER_JSON_BYTE,
  });

  const sweepLater = createSweep(clock, MAX_STALE_MS, () => {
    for (const [key, page] of pages.entries()) {
      if (clock.now() - page.readAtMs >= Math.max(page.ttlMs, MAX_STALE_MS)) pages.delete(key);
    }
    return pages.size > 0;
  });

  function lookup<T>({ caller, targets }: ReadRequest<T>): Snapshot<T> | null {
    const { credential, stats, isFresh } = caller;
    if (isFresh) return null;
    const found = targets.map(({ path }) => pages.get(keyOf(credential, path)));
    const [first] = found;
    if (first === undefined || found.some((page) => page?.snapshot !== first.snapshot)) return null;

    const ageMs = clock.now() - first.readAtMs;
    const isStale = ageMs >= first.ttlMs;
    if (isStale && !(ageMs < MAX_STALE_MS && isNearLimit(credential))) return null;
    if (isStale) stats.staleSeconds = Math.max(stats.staleSeconds ?? 0, toSeconds(ageMs));
    stats.cacheHits += targets.length;
    limitFreshness(stats, first.readAtMs + first.ttlMs);
    // One path always has one way to be decoded, so what was kept is what is asked for.
    return { answers: found.map((page) => page?.answer as Decoded<T>), fromCache: true };
  }

  return (next) => async (reading) => {
    const kept = lookup(reading);
    if (kept !== null) return kept;
    const { stats } = reading.caller;
    const snapshot = await next(reading).catch((error) => {
      limitFreshness(stats, PAST);
      throw error;
    });
    const readAtMs = clock.now();
    sweepLater();
    for (const [index, target] of reading.targets.entries()) {
      const cacheMs = Math.max(ttlMs, target.ttlMs ?? 0);
      limitFreshness(stats, readAtMs + cacheMs);
      const key = keyOf(reading.caller.credential, target.path);
      const answer = snapshot.answers[index];
      // Those who waited together bring the same answer.
      if (!answer || pages.peek(key)?.answer === answer) continue;
      pages.set(key, { answer, snapshot, readAtMs, ttlMs: cacheMs });
    }
    return snapshot;
  };
}

/** An answer may be served again for as long as each of its pages may. */
function limitFreshness(stats: UpstreamStats, untilMs: number): void {
  stats.freshUntilMs = Math.min(stats.freshUntilMs, untilMs);
}

const PAST = Number.NEGATIVE_INFINITY;

function keyOf(credential: Credential, path: string): string {
  return `${credential.hash} ${path}`;
}

function toSeconds(durationMs: number): number {
  return Math.ceil(durationMs / 1_000);
}
