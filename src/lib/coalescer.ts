import type { LogicalClock } from './logical-clock.ts';

/** One caller's share in work that is in flight. */
export interface Handle<T> {
  readonly result: Promise<T>;
  /** Whether an earlier caller had started the work. */
  readonly isCoalesced: boolean;
  /** When the work was started. */
  readonly startedAt: number;
  /**
   * To be called at most once, by a caller that no longer waits. The work goes on for the other
   * callers. When the last one leaves, it is aborted with the reason, unless it has settled.
   */
  leave(reason: unknown): void;
}

/** In-flight deduplication: callers with the same key share one piece of work. */
export interface Coalescer<T> {
  /** Shares the work in flight for this key. Null if there is none that was started after all these counts. */
  attach(key: string, after: readonly number[]): Handle<T> | null;
  /**
   * Starts work for a key. The controller belongs to this work alone. Later callers share this
   * work. If older work for the key is in flight, it goes on for its own callers.
   */
  start(
    key: string,
    start: (controller: AbortController, startedAt: number) => Promise<T>,
  ): Handle<T>;
}

interface InFlight<T> {
  /**
   * Null once the work has settled. When a Map grows, V8 leaves its old table to the garbage
   * collector's old generation. Until that is collected, it would keep alive all that its entries
   * refer to.
   */
  pending: { readonly result: Promise<T>; readonly controller: AbortController } | null;
  readonly startedAt: number;
  callers: number;
}

export function createCoalescer<T>(logicalClock: LogicalClock): Coalescer<T> {
  const inFlight = new Map<string, InFlight<T>>();

  function createHandle(
    key: string,
    entry: InFlight<T>,
    result: Promise<T>,
    isCoalesced: boolean,
  ): Handle<T> {
    entry.callers += 1;
    return {
      result,
      isCoalesced,
      startedAt: entry.startedAt,
      leave(reason) {
        entry.callers -= 1;
        const { pending } = entry;
        if (entry.callers > 0 || pending === null) return;
        // Before the abort: a caller that comes from now on must not share aborted work.
        settle(key, entry);
        pending.controller.abort(reason);
      },
    };
  }

  function settle(key: string, entry: InFlight<T>): void {
    entry.pending = null;
    if (inFlight.get(key) === entry) inFlight.delete(key);
  }

  return {
    attach(key, after) {
      const entry = inFlight.get(key);
      if (!entry?.pending || !after.every((count) => entry.startedAt > count)) return null;
      return createHandle(key, entry, entry.pending.result, true);
    },
    start(key, start) {
      const controller = new AbortController();
      const startedAt = logicalClock.tick();
      const result = start(controller, startedAt);
      const entry: InFlight<T> = { pending: { result, controller }, startedAt, callers: 0 };
      inFlight.set(key, entry);
      const onSettled = () => settle(key, entry);
      result.then(onSettled, onSettled);
      return createHandle(key, entry, result, false);
    },
  };
}
