import type { Clock } from '../../src/lib/clock.ts';

export interface TestClock extends Clock {
  /** Advances the time, and calls all timers that are due. */
  advance(durationMs: number): void;
  /** Sets the wall clock forward, or back if negative. No time passes. */
  setWallClock(byMs: number): void;
  /** The time since the clock was created. */
  readonly elapsedMs: () => number;
}

/** A clock that a test advances. `sleep` advances it, too, so it never waits. */
export function createTestClock(startMs = Date.UTC(2026, 10, 24)): TestClock {
  let elapsedMs = 0;
  let wallStartMs = startMs;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();

  function advance(durationMs: number): void {
    elapsedMs += durationMs;
    for (const timer of [...timers]) {
      if (timer.atMs > elapsedMs) continue;
      timers.delete(timer);
      timer.callback();
    }
  }

  return {
    advance,
    setWallClock(byMs) {
      wallStartMs += byMs;
    },
    elapsedMs: () => elapsedMs,
    now: () => wallStartMs + elapsedMs,
    monotonicMs: () => elapsedMs,
    async sleep(durationMs, signal) {
      signal.throwIfAborted();
      advance(durationMs);
      signal.throwIfAborted();
    },
    schedule(durationMs, callback) {
      const timer = { atMs: elapsedMs + durationMs, callback };
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
