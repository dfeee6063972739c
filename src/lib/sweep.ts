import type { Clock } from './clock.ts';

/**
 * Sweeps expired entries on a timer instead of waiting for eviction. The returned function starts
 * the timer, unless it runs already. `sweep` runs once after each interval, until it returns false:
 * no entries are left.
 */
export function createSweep(clock: Clock, intervalMs: number, sweep: () => boolean): () => void {
  let isScheduled = false;
  return function sweepLater() {
    if (isScheduled) return;
    isScheduled = true;
    clock.schedule(intervalMs, () => {
      isScheduled = false;
      if (sweep()) sweepLater();
    });
  };
}
