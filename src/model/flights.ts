import { Cancellation } from './cancellation.ts';

/** A place on a flight. */
export interface Ticket<T> {
  readonly arrival: Promise<T>;
  /** Whether somebody else had asked before. */
  readonly isJoined: boolean;
  /** Who leaves leaves alone; with the last one the flight is abandoned, unless it has arrived. At most once. */
  leave(reason: unknown): void;
}

/** What several ask for at once is done once, by a key that says all that shapes it. */
export interface Flights<T> {
  /** Null where nothing of that key is under way. */
  join(key: string): Ticket<T> | null;
  /** Begins what `join` did not find. It is cancelled when the last one has left. */
  depart(key: string, start: (cancellation: Cancellation) => Promise<T>): Ticket<T>;
}

/** Something that is under way, and how many wait for it. */
interface Flight<T> {
  /**
   * Null once it has landed. A map that grows leaves its old table to the
   * garbage collector's slower half, and until that comes round, whatever
   * stood in the table would be kept with all that it led to.
   */
  underWay: { readonly arrival: Promise<T>; readonly cancellation: Cancellation } | null;
  waiting: number;
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();

  function board(
    key: string,
    flight: Flight<T>,
    arrival: Promise<T>,
    isJoined: boolean,
  ): Ticket<T> {
    flight.waiting += 1;
    return {
      arrival,
      isJoined,
      leave(reason) {
        flight.waiting -= 1;
        const { underWay } = flight;
        if (flight.waiting > 0 || underWay === null) return;
        // Before it is cancelled: whoever asks from now on must not wait for what was abandoned.
        land(key, flight);
        underWay.cancellation.cancel(reason);
      },
    };
  }

  function land(key: string, flight: Flight<T>): void {
    flight.underWay = null;
    if (flights.get(key) === flight) flights.delete(key);
  }

  return {
    join(key) {
      const flight = flights.get(key);
      return flight?.underWay ? board(key, flight, flight.underWay.arrival, true) : null;
    },
    depart(key, start) {
      const cancellation = new Cancellation();
      const arrival = start(cancellation);
      const flight: Flight<T> = { underWay: { arrival, cancellation }, waiting: 0 };
      flights.set(key, flight);
      const landHere = () => land(key, flight);
      arrival.then(landHere, landHere);
      return board(key, flight, arrival, false);
    },
  };
}
