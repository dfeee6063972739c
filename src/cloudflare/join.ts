import type { Cancellation } from '../model/cancellation.ts';
import { createFlights, type Ticket } from '../model/flights.ts';
import type { Picture, Reader, Reading, Stage } from './exchange.ts';

/**
 * Identical readings of one credential share one call while it is under way.
 * Who leaves leaves alone; with the last one the call is aborted. Only whole
 * readings are shared: pages of two readings that began at different times
 * would not be one picture of the list.
 */
export function join(): Stage<Reader> {
  return (next) => {
    const flights = createFlights<Picture<unknown>>();
    return async <T>(reading: Reading<T>) => {
      const { caller, targets } = reading;
      caller.cancellation.throwIfCancelled();
      const key = [caller.credential.fingerprint, ...targets.map(({ path }) => path)].join(' ');
      const ticket =
        flights.join(key) ??
        flights.depart(key, (cancellation) =>
          next({ ...reading, caller: { ...caller, cancellation } }),
        );
      if (ticket.isJoined) caller.journal.pagesJoined += targets.length;
      // One path always has one way to be decoded, so what arrives is what was asked for.
      return (await arrivalFor(ticket, caller.cancellation)) as Picture<T>;
    };
  };
}

function arrivalFor<T>({ arrival, leave }: Ticket<T>, cancellation: Cancellation): Promise<T> {
  return cancellation.unlessCancelled((resolve, reject) => {
    arrival.then(resolve, reject);
    return () => leave(cancellation.reason);
  });
}
