/**
 * Long computations take turns, so that none blocks the event loop for much longer than this: other
 * callers and the probes go on meanwhile.
 */
const TURN_MS = 20;

/** When the first computation of this turn of the event loop began; null: none has. */
let startedMs: number | null = null;
let isScheduled = false;
const waiting: (() => void)[] = [];

/** Visits each item. Throws `signal.reason` if the signal is aborted meanwhile. */
export async function inTurns<T>(
  items: readonly T[],
  signal: AbortSignal,
  visit: (item: T) => void,
): Promise<void> {
  for (const item of items) {
    if (isTurnOver()) {
      await nextTurn();
      signal.throwIfAborted();
    }
    visit(item);
  }
}

/** All computations of one turn share its time. */
function isTurnOver(): boolean {
  const nowMs = performance.now();
  startedMs ??= nowMs;
  schedule();
  return nowMs - startedMs >= TURN_MS;
}

/** First come, first served, one in each turn. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    schedule();
  });
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    const next = waiting.shift();
    startedMs = next === undefined ? null : performance.now();
    if (next === undefined) return;
    schedule();
    next();
  });
}
