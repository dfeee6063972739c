import type { Clock } from './clock.ts';

/**
 * Forgets what nobody may be served any more soon, not when its room is
 * needed: `purge` runs some time after a call, and again for as long as it
 * says that something is left.
 */
export function createPurge(clock: Clock, intervalMs: number, purge: () => boolean): () => void {
  let isDue = false;
  return function purgeLater() {
    if (isDue) return;
    isDue = true;
    clock.schedule(intervalMs, () => {
      isDue = false;
      if (purge()) purgeLater();
    });
  };
}
