import { CallWindow } from './call-window.ts';

/** The contract's minute: for so long after a caller has asked for a call, it counts as active. */
const ACTIVE_MS = 60_000;

interface Activity {
  readonly callerId: string;
  readonly atMs: number;
}

/**
 * The calls of each caller of one gateway token. Only callers with calls in the window are stored,
 * so there are no more of them than calls.
 */
export class CallerShares {
  readonly #windows = new Map<string, CallWindow>();
  /** The caller that asked last, and the one before it: enough to tell whether another one is active. */
  #latest: Activity | null = null;
  #other: Activity | null = null;

  /** A caller asks for a call, whether it gets one or not. */
  noteActive(callerId: string, nowMs: number): void {
    if (this.#latest?.callerId !== callerId) this.#other = this.#latest;
    this.#latest = { callerId, atMs: nowMs };
  }

  count(callerId: string, nowMs: number): void {
    const window = this.#windows.get(callerId) ?? new CallWindow();
    this.#windows.set(callerId, window);
    window.count(nowMs);
  }

  /**
   * When the caller may make a call again, if it has made as many as one of several active callers
   * may make; null if it may make one now.
   */
  capacityAtMs(callerId: string, maxCalls: number, nowMs: number): number | null {
    const rival = this.#latest?.callerId === callerId ? this.#other : this.#latest;
    const rivalEndMs = (rival?.atMs ?? Number.NEGATIVE_INFINITY) + ACTIVE_MS;
    const window = this.#windows.get(callerId);
    if (window === undefined || rivalEndMs <= nowMs) return null;
    return window.calls(nowMs) < maxCalls ? null : Math.min(window.oldestEndMs(), rivalEndMs);
  }

  sweep(nowMs: number): void {
    for (const [callerId, window] of this.#windows) {
      if (window.calls(nowMs) === 0) this.#windows.delete(callerId);
    }
  }
}
