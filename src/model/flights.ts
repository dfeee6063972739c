/** Something that is under way, and how many wait for it. */
interface Flight<T> {
  readonly arrival: Promise<T>;
  waiting: number;
  abandon(reason: unknown): void;
}

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
  /** Begins what `join` did not find. Its signal aborts when the last one has left. */
  depart(key: string, start: (signal: AbortSignal) => Promise<T>): Ticket<T>;
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>();

  function board(flight: Flight<T>, isJoined: boolean): Ticket<T> {
    flight.waiting += 1;
    return {
      arrival: flight.arrival,
      isJoined,
      leave(reason) {
        flight.waiting -= 1;
        if (flight.waiting === 0) flight.abandon(reason);
      },
    };
  }

  return {
    join(key) {
      const flight = flights.get(key);
      return flight === undefined ? null : board(flight, true);
    },
    depart(key, start) {
      const controller = new AbortController();
      const arrival = start(controller.signal);
      let hasLanded = false;
      const flight: Flight<T> = {
        arrival,
        waiting: 0,
        abandon(reason) {
          if (hasLanded) return;
          // Before the abort: whoever asks from now on must not wait for what was abandoned.
          land();
          controller.abort(reason);
        },
      };
      function land() {
        hasLanded = true;
        if (flights.get(key) === flight) flights.delete(key);
      }
      flights.set(key, flight);
      arrival.then(land, land);
      return board(flight, false);
    },
  };
}
