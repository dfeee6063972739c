import type { Clock } from './clock.ts';

/**
 * Forgets what nobody may be served any more soon, not when its room is
 * needed: `sweep` runs some time after a call, and again for as long as it
 * says that something is left.
 */
export function createSweep(clock: Clock, intervalMs: number, sweep: () => boolean): () => void {
  let isDue = false;
  return function sweepLater() {
    if (isDue) return;
    isDue = true;
    clock.schedule(intervalMs, () => {
      isDue = false;
      if (sweep()) sweepLater();
    });
  };
}
