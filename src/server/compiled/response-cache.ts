import { LRUCache } from 'lru-cache';

import type { Clock } from '../../lib/clock.ts';
import { createSweep } from '../../lib/sweep.ts';
import type { CachedResponse } from './response.ts';

const MAX_ANSWERS = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** What an answer takes beside its own bytes and its key. */
const BYTES_PER_ANSWER = 512;

const SWEEP_INTERVAL_MS = 60_000;

/** Callers whose last fresh reading is remembered; the least used is forgotten first. */
const MAX_CALLERS = 10_000;

export interface ResponseCache {
  /** Null where there is none that may still be served. The key is all that shapes an answer, its caller included. */
  lookup(caller: string, key: string): CachedResponse | null;
  /** Keeps an answer for as long as the pages that it was made of may be served again. */
  keep(key: string, outcome: CachedResponse): void;
  /** From now on this caller gets nothing that was kept before: who has seen the new sees no older. */
  forget(caller: string): void;
}

interface CacheEntry {
  readonly outcome: CachedResponse;
  /** When it was kept, as a count. */
  readonly turn: number;
}

/** Answers as bytes, by all that shapes them. In bounded memory; never with errors. */
export function createResponseCache(clock: Clock): ResponseCache {
  const answers = new LRUCache<string, CacheEntry>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ outcome }, key) => BYTES_PER_ANSWER + outcome.body.length + key.length * 2,
  });
  const freshSince = new LRUCache<string, number>({ max: MAX_CALLERS });
  let turn = 0;

  const sweepLater = createSweep(clock, SWEEP_INTERVAL_MS, () => {
    for (const [key, { outcome }] of answers.entries()) {
      if (outcome.stats.freshUntilMs <= clock.now()) answers.delete(key);
    }
    return answers.size > 0;
  });

  return {
    lookup(caller, key) {
      const kept = answers.get(key);
      if (kept === undefined || clock.now() >= kept.outcome.stats.freshUntilMs) return null;
      return kept.turn > (freshSince.get(caller) ?? 0) ? kept.outcome : null;
    },
    keep(key, outcome) {
      const { stats, codes } = outcome;
      // An answer that no page went into has nothing that says for how long it holds.
      if (codes.size > 0 || stats.pages === 0 || stats.freshUntilMs <= clock.now()) return;
      turn += 1;
      answers.set(key, { outcome, turn });
      sweepLater();
    },
    forget(caller) {
      turn += 1;
      freshSince.set(caller, turn);
    },
  };
}
