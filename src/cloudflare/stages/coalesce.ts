import type { Cancellation } from '../../lib/cancellation.ts';
import { createCoalescer, type Handle } from '../../lib/coalescer.ts';
import type { Reader, ReadRequest, Snapshot, Stage } from '../call.ts';

/**
 * Identical readings of one credential share one call while it is under way.
 * Who leaves leaves alone; with the last one the call is aborted. Only whole
 * readings are shared: pages of two readings that began at different times
 * would not be one snapshot of the list.
 */
export function join(): Stage<Reader> {
  return (next) => {
    const coalescer = createCoalescer<Snapshot<unknown>>();
    return async <T>(reading: ReadRequest<T>) => {
      const { caller, targets } = reading;
      caller.cancellation.throwIfCancelled();
      const key = [caller.credential.hash, ...targets.map(({ path }) => path)].join(' ');
      const handle =
        coalescer.join(key) ??
        coalescer.start(key, (cancellation) =>
          next({ ...reading, caller: { ...caller, cancellation } }),
        );
      if (handle.isCoalesced) caller.stats.coalesced += targets.length;
      // One path always has one way to be decoded, so what arrives is what was asked for.
      return (await resultFor(handle, caller.cancellation)) as Snapshot<T>;
    };
  };
}

function resultFor<T>({ result, leave }: Handle<T>, cancellation: Cancellation): Promise<T> {
  return cancellation.unlessCancelled((resolve, reject) => {
    result.then(resolve, reject);
    return () => leave(cancellation.reason);
  });
}
