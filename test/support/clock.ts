import type { Clock } from '../../src/lib/clock.ts';

export interface TestClock extends Clock {
  /** Advances the time, and calls all timers that are due. */
  advance(durationMs: number): void;
  /** The time since the clock was created. */
  readonly elapsedMs: () => number;
}

/** A clock that a test advances. `sleep` advances it, too, so it never waits. */
export function createTestClock(startMs = Date.UTC(2026, 10, 24)): TestClock {
  let nowMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  function advance(durationMs: number): void {
    nowMs += durationMs;
    for (const timer of [...timers]) {
      if (timer.atMs > nowMs) continue;
      timers.delete(timer);
      timer.callback();
    }
  }

  return {
    advance,
    elapsedMs: () => nowMs - startMs,
    now: () => nowMs,
    async sleep(durationMs, signal) {
      signal.throwIfAborted();
      advance(durationMs);
      signal.throwIfAborted();
    },
    schedule(durationMs, callback) {
      const timer = { atMs: nowMs + durationMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
}

/** Simulates a bug: `now` throws. */
export function brokenClock(): Clock {
  return {
    ...createTestClock(),
    now() {
      throw new Error('a bug of ours');
    },
  };
}
