import { LRUCache } from 'lru-cache';

import type { Clock } from '../../model/clock.ts';
import { createPurge } from '../../model/purge.ts';
import type { Outcome } from './outcome.ts';

const MAX_ANSWERS = 10_000;
const MAX_BYTES = 32 * 1024 * 1024;

/** What an answer takes beside its own bytes and its key. */
const BYTES_PER_ANSWER = 512;

const PURGE_INTERVAL_MS = 60_000;

/** Callers whose last fresh reading is remembered; the least used is forgotten first. */
const MAX_CALLERS = 10_000;

export interface KeptAnswers {
  /** Null where there is none that may still be served. The key is all that shapes an answer, its caller included. */
  recall(caller: string, key: string): Outcome | null;
  /** Keeps an answer for as long as the pages that it was made of may be served again. */
  keep(key: string, outcome: Outcome): void;
  /** From now on this caller gets nothing that was kept before: who has seen the new sees no older. */
  forget(caller: string): void;
}

interface Kept {
  readonly outcome: Outcome;
  /** When it was kept, as a count. */
  readonly turn: number;
}

/** Answers as bytes, by all that shapes them. In bounded memory; never with errors. */
export function createKeptAnswers(clock: Clock): KeptAnswers {
  const answers = new LRUCache<string, Kept>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ outcome }, key) => BYTES_PER_ANSWER + outcome.body.length + key.length * 2,
  });
  const freshSince = new LRUCache<string, number>({ max: MAX_CALLERS });
  let turn = 0;

  const purgeLater = createPurge(clock, PURGE_INTERVAL_MS, () => {
    for (const [key, { outcome }] of answers.entries()) {
      if (outcome.journal.freshUntilMs <= clock.now()) answers.delete(key);
    }
    return answers.size > 0;
  });

  return {
    recall(caller, key) {
      const kept = answers.get(key);
      if (kept === undefined || clock.now() >= kept.outcome.journal.freshUntilMs) return null;
      return kept.turn > (freshSince.get(caller) ?? 0) ? kept.outcome : null;
    },
    keep(key, outcome) {
      const { journal, codes } = outcome;
      // An answer that no page went into has nothing that says for how long it holds.
      if (codes.size > 0 || journal.pages === 0 || journal.freshUntilMs <= clock.now()) return;
      turn += 1;
      answers.set(key, { outcome, turn });
      purgeLater();
    },
    forget(caller) {
      turn += 1;
      freshSince.set(caller, turn);
    },
  };
}
