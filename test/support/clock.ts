import type { Clock } from '../../src/lib/clock.ts';

export interface TestClock extends Clock {
  /** Lets time pass; what was due meanwhile happens. */
  advance(durationMs: number): void;
  /** Since the clock was made. */
  readonly elapsedMs: () => number;
}

/** Time that passes when a test says so; who sleeps makes it pass, and so never waits. */
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
    async sleep(durationMs, cancellation) {
      cancellation.throwIfCancelled();
      advance(durationMs);
      cancellation.throwIfCancelled();
    },
    schedule(durationMs, callback) {
      const timer = { atMs: nowMs + durationMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
}

/** A bug in the middle of everything: asking for the time fails. */
export function brokenClock(): Clock {
  return {
    ...createTestClock(),
    now() {
      throw new Error('a bug of ours');
    },
  };
}
