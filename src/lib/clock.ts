import type { Cancellation } from './cancellation.ts';

/** Time, as everything that waits or measures gets it: tests bring their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Settles after so many milliseconds; rejects with the cancellation's reason where that comes first. */
  sleep(durationMs: number, cancellation: Cancellation): Promise<void>;
  /** Calls back once, after so many milliseconds; what it returns prevents that. */
  schedule(durationMs: number, callback: () => void): () => void;
}
