/** Documented: a user may make 1,200 calls in five minutes, then all are blocked for five minutes. */
export const WINDOW_MS = 300_000;

/** Calls are counted in slots of ten seconds: some thirty numbers for each window. */
const SLOT_MS = 10_000;

/** No call is counted for longer. */
export const CALL_COUNTS_MS = WINDOW_MS + SLOT_MS;

/**
 * The calls of the last five minutes. A slot is dropped only when its last moment is outside the
 * window: the count may be too high, never too low.
 */
export class CallWindow {
  /** Calls by slot, the oldest first. */
  readonly #slots = new Map<number, number>();

  count(nowMs: number): void {
    const slot = Math.floor(nowMs / SLOT_MS);
    this.#slots.set(slot, (this.#slots.get(slot) ?? 0) + 1);
  }

  calls(nowMs: number): number {
    let calls = 0;
    for (const [slot, count] of this.#slots) {
      if (slotEndMs(slot) <= nowMs) this.#slots.delete(slot);
      else calls += count;
    }
    return calls;
  }

  /** When the oldest calls leave the window. */
  oldestEndMs(): number {
    const [oldest = 0] = this.#slots.keys();
    return slotEndMs(oldest);
  }
}

function slotEndMs(slot: number): number {
  return (slot + 1) * SLOT_MS + WINDOW_MS;
}
