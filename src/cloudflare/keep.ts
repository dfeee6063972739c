import { LRUCache } from 'lru-cache';

import type { Clock } from '../model/clock.ts';
import type { Credential } from '../model/credential.ts';
import type { Journal } from '../model/journal.ts';
import { createPurge } from '../model/purge.ts';
import type { Answered, Picture, Reader, Reading, Stage } from './exchange.ts';

export interface KeepOptions {
  readonly clock: Clock;
  /** How long a page is fresh that does not say otherwise; 0: nothing is kept. */
  readonly ttlMs: number;
  /** Whether calls for this credential should be saved for those who need them most. */
  readonly isScarce: (credential: Credential) => boolean;
}

/** While calls are scarce, an answer this old is better than none: it is marked as stale. */
const MAX_STALE_MS = 60_000;

const MAX_PAGES = 10_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Measured: a page's objects take almost twice the room of its JSON; counted with a margin. */
const BYTES_PER_JSON_BYTE = 3;

interface Kept {
  readonly answer: Answered<unknown>;
  /** What it was read together with, by identity. */
  readonly picture: Picture<unknown>;
  readonly readAtMs: number;
  readonly ttlMs: number;
}

/**
 * Pages kept per credential, successes only: a failure is thrown past this
 * stage. A reading is answered from memory only where all its pages were read
 * together: pages of different moments are not one picture of the list, and
 * between them a token could be skipped or repeated.
 */
export function keep({ clock, ttlMs, isScarce }: KeepOptions): Stage<Reader> {
  if (ttlMs === 0) {
    return (next) => (reading) => {
      limitFreshness(reading.caller.journal, PAST);
      return next(reading);
    };
  }
  const pages = new LRUCache<string, Kept>({
    max: MAX_PAGES,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ answer }) => 1 + answer.bytes * BYTES_PER_JSON_BYTE,
  });

  const purgeLater = createPurge(clock, MAX_STALE_MS, () => {
    for (const [key, page] of pages.entries()) {
      if (clock.now() - page.readAtMs >= Math.max(page.ttlMs, MAX_STALE_MS)) pages.delete(key);
    }
    return pages.size > 0;
  });

  function recall<T>({ caller, targets }: Reading<T>): Picture<T> | null {
    const { credential, journal, isFresh } = caller;
    if (isFresh) return null;
    const found = targets.map(({ path }) => pages.get(keyOf(credential, path)));
    const [first] = found;
    if (first === undefined || found.some((page) => page?.picture !== first.picture)) return null;

    const ageMs = clock.now() - first.readAtMs;
    const isStale = ageMs >= first.ttlMs;
    if (isStale && !(ageMs < MAX_STALE_MS && isScarce(credential))) return null;
    if (isStale) journal.staleSeconds = Math.max(journal.staleSeconds ?? 0, toSeconds(ageMs));
    journal.pagesKept += targets.length;
    limitFreshness(journal, first.readAtMs + first.ttlMs);
    // One path always has one way to be decoded, so what was kept is what is asked for.
    return { answers: found.map((page) => page?.answer as Answered<T>), isKept: true };
  }

  return (next) => async (reading) => {
    const kept = recall(reading);
    if (kept !== null) return kept;
    const { journal } = reading.caller;
    const picture = await next(reading).catch((error) => {
      limitFreshness(journal, PAST);
      throw error;
    });
    const readAtMs = clock.now();
    purgeLater();
    for (const [index, target] of reading.targets.entries()) {
      const keptMs = Math.max(ttlMs, target.ttlMs ?? 0);
      limitFreshness(journal, readAtMs + keptMs);
      const key = keyOf(reading.caller.credential, target.path);
      const answer = picture.answers[index];
      // Those who waited together bring the same answer.
      if (!answer || pages.peek(key)?.answer === answer) continue;
      pages.set(key, { answer, picture, readAtMs, ttlMs: keptMs });
    }
    return picture;
  };
}

/** An answer may be served again for as long as each of its pages may. */
function limitFreshness(journal: Journal, untilMs: number): void {
  journal.freshUntilMs = Math.min(journal.freshUntilMs, untilMs);
}

const PAST = Number.NEGATIVE_INFINITY;

function keyOf(credential: Credential, path: string): string {
  return `${credential.fingerprint} ${path}`;
}

function toSeconds(durationMs: number): number {
  return Math.ceil(durationMs / 1_000);
}
