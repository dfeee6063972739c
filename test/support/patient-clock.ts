import type { Clock } from '../../src/lib/clock.ts';

/** The limits of a busy machine's clock are this much longer. */
const PATIENCE = 20;

/** No time limit of the gateway's that is longer than this is stretched: a test would wait for it. */
const MAX_STRETCHED_MS = 50;

/**
 * For tests in which a store must answer in time: the time runs slower, and so do the 50 ms for
 * the store. Probes come as often as they do in the program; back-offs are short.
 */
export const PATIENT_CLOCK: Clock = {
  now: Date.now,
  monotonicMs: () => performance.now() / PATIENCE,
  sleep: (durationMs) => new Promise((resolve) => setTimeout(resolve, durationMs / PATIENCE)),
  schedule(durationMs, callback) {
    const isShort = durationMs <= MAX_STRETCHED_MS;
    const timer = setTimeout(callback, isShort ? durationMs * PATIENCE : durationMs).unref();
    return () => clearTimeout(timer);
  },
};
