import type { Clock } from './clock.ts';

/**
 * Sweeps expired entries on a timer instead of waiting for eviction. The returned function starts
 * the timer, unless it runs already. `sweep` runs once after each interval, until it returns false:
 * no entries are left. On a host that ends timers with the request that started them, the returned
 * function sweeps itself once the interval is over.
 */
export function createSweep(clock: Clock, intervalMs: number, sweep: () => boolean): () => void {
  let dueMs: number | null = null;

  function run(): void {
    dueMs = null;
    if (sweep()) sweepLater();
  }

  function sweepLater(): void {
    const nowMs = clock.monotonicMs();
    if (dueMs !== null && nowMs < dueMs + intervalMs) return;
    if (dueMs !== null) {
      run();
      return;
    }
    const thisDueMs = nowMs + intervalMs;
    dueMs = thisDueMs;
    clock.schedule(intervalMs, () => {
      if (dueMs === thisDueMs) run();
    });
  }

  return sweepLater;
}
