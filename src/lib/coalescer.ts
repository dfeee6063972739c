/** One caller's share in work that is in flight. */
export interface Handle<T> {
  readonly result: Promise<T>;
  /** Whether an earlier caller had started the work. */
  readonly isCoalesced: boolean;
  /**
   * To be called at most once, by a caller that no longer waits. The work goes on for the other
   * callers. When the last one leaves, it is aborted with the reason, unless it has settled.
   */
  leave(reason: unknown): void;
}

/** In-flight deduplication: callers with the same key share one piece of work. */
export interface Coalescer<T> {
  /** Shares the work in flight for this key. Null if there is none. */
  attach(key: string): Handle<T> | null;
  /** Starts work for a key that has none in flight. The controller belongs to this work alone. */
  start(key: string, start: (controller: AbortController) => Promise<T>): Handle<T>;
}

interface InFlight<T> {
  /**
   * Null once the work has settled. When a Map grows, V8 leaves its old table to the garbage
   * collector's old generation. Until that is collected, it would keep alive all that its entries
   * refer to.
   */
  pending: { readonly result: Promise<T>; readonly controller: AbortController } | null;
  callers: number;
}

export function createCoalescer<T>(): Coalescer<T> {
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
    attach(key) {
      const entry = inFlight.get(key);
      return entry?.pending ? createHandle(key, entry, entry.pending.result, true) : null;
    },
    start(key, start) {
      const controller = new AbortController();
      const result = start(controller);
      const entry: InFlight<T> = { pending: { result, controller }, callers: 0 };
      inFlight.set(key, entry);
      const onSettled = () => settle(key, entry);
      result.then(onSettled, onSettled);
      return createHandle(key, entry, result, false);
    },
  };
}
