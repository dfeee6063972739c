/** The time, for all code that waits or measures. Tests and hosts may inject their own. */
export interface Clock {
  /** Milliseconds since the epoch, for dates. It jumps when the system's clock is set, so no duration may depend on it. */
  now(): number;
  /** Milliseconds since any moment, for durations. It never goes back, and does not jump when the system's clock is set. */
  monotonicMs(): number;
  /** Resolves after this many milliseconds. If the signal is aborted first, it rejects at once, with any error. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Calls back once, after this many milliseconds. The returned function cancels the timer. */
  schedule(durationMs: number, callback: () => void): () => void;
}
