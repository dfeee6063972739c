import type { Picture, Reader, Reading, Stage } from './exchange.ts';

/** A reading that is under way, and how many wait for it. */
interface Flight {
  readonly arrival: Promise<Picture<unknown>>;
  waiting: number;
  abandon(reason: unknown): void;
}

/**
 * Identical readings of one credential share one call while it is under way.
 * Who leaves leaves alone; with the last one the call is aborted. Only whole
 * readings are shared: pages of two readings that began at different times
 * would not be one picture of the list.
 */
export function join(): Stage<Reader> {
  return (next) => {
    const flights = new Map<string, Flight>();

    function depart(key: string, reading: Reading<unknown>): Flight {
      const controller = new AbortController();
      const caller = { ...reading.caller, signal: controller.signal };
      const arrival = next({ ...reading, caller });
      const flight: Flight = {
        arrival,
        waiting: 0,
        abandon(reason) {
          // Before the abort: whoever asks from now on must not wait for what was abandoned.
          if (flights.get(key) === flight) flights.delete(key);
          controller.abort(reason);
        },
      };
      flights.set(key, flight);
      const land = () => {
        if (flights.get(key) === flight) flights.delete(key);
      };
      arrival.then(land, land);
      return flight;
    }

    return async <T>(reading: Reading<T>) => {
      const { caller, targets } = reading;
      const key = [caller.credential.fingerprint, ...targets.map(({ path }) => path)].join(' ');
      const joined = flights.get(key);
      if (joined) caller.journal.pagesJoined += targets.length;
      // One path always has one way to be decoded, so what arrives is what was asked for.
      return (await board(joined ?? depart(key, reading), caller.signal)) as Picture<T>;
    };
  };
}

function board(flight: Flight, signal: AbortSignal): Promise<Picture<unknown>> {
  flight.waiting += 1;
  return new Promise((resolve, reject) => {
    function leave() {
      flight.waiting -= 1;
      if (flight.waiting === 0) flight.abandon(signal.reason);
      reject(signal.reason);
    }
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    flight.arrival.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
