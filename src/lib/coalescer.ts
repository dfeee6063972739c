import { Cancellation } from './cancellation.ts';

/** A place on a entry. */
export interface Handle<T> {
  readonly result: Promise<T>;
  /** Whether somebody else had asked before. */
  readonly isCoalesced: boolean;
  /** Who leaves leaves alone; with the last one the entry is abandoned, unless it has arrived. At most once. */
  leave(reason: unknown): void;
}

/** What several ask for at once is done once, by a key that says all that shapes it. */
export interface Coalescer<T> {
  /** Null where nothing of that key is under way. */
  join(key: string): Handle<T> | null;
  /** Begins what `join` did not find. It is cancelled when the last one has left. */
  start(key: string, start: (cancellation: Cancellation) => Promise<T>): Handle<T>;
}

/** Something that is under way, and how many wait for it. */
interface InFlight<T> {
  /**
   * Null once it has landed. A map that grows leaves its old table to the
   * garbage collector's slower half, and until that comes round, whatever
   * stood in the table would be kept with all that it led to.
   */
  pending: { readonly result: Promise<T>; readonly cancellation: Cancellation } | null;
  waiting: number;
}

export function createCoalescer<T>(): Coalescer<T> {
  const coalescer = new Map<string, InFlight<T>>();

  function attach(
    key: string,
    entry: InFlight<T>,
    result: Promise<T>,
    isCoalesced: boolean,
  ): Handle<T> {
    entry.waiting += 1;
    return {
      result,
      isCoalesced,
      leave(reason) {
        entry.waiting -= 1;
        const { pending } = entry;
        if (entry.waiting > 0 || pending === null) return;
        // Before it is cancelled: whoever asks from now on must not wait for what was abandoned.
        settle(key, entry);
        pending.cancellation.cancel(reason);
      },
    };
  }

  function settle(key: string, entry: InFlight<T>): void {
    entry.pending = null;
    if (coalescer.get(key) === entry) coalescer.delete(key);
  }

  return {
    join(key) {
      const entry = coalescer.get(key);
      return entry?.pending ? attach(key, entry, entry.pending.result, true) : null;
    },
    start(key, start) {
      const cancellation = new Cancellation();
      const result = start(cancellation);
      const entry: InFlight<T> = { pending: { result, cancellation }, waiting: 0 };
      coalescer.set(key, entry);
      const settleHere = () => settle(key, entry);
      result.then(settleHere, settleHere);
      return attach(key, entry, result, false);
    },
  };
}
