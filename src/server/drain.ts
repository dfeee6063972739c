import { once } from 'node:events';
import type { Server } from 'node:http';

/** After a signal, requests in flight have this long to finish. */
const GRACE_MS = 25_000;

export interface Drainable {
  /** Called at the signal: `/ready` must fail from then on. */
  drain(): void;
}

/**
 * Waits for SIGTERM or SIGINT, then for the requests in flight at that moment,
 * then closes the server. The server listens until then, so that a load
 * balancer that still sends traffic can read 503 from `/ready`.
 */
export async function drainOnSignal(server: Server, gateway: Drainable): Promise<void> {
  const responses = countResponses(server);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  gateway.drain();

  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await responses.untilNone();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
  clearTimeout(deadline);
}

/**
 * Counts responses in flight. A set of them would grow and shrink all day and
 * keep garbage alive. `untilNone` does not wait for requests that start later.
 */
function countResponses(server: Server) {
  let current = { inFlight: 0, onNone() {} };
  server.on('request', (_request, response) => {
    const counter = current;
    counter.inFlight += 1;
    response.once('close', () => {
      counter.inFlight -= 1;
      if (counter.inFlight === 0) counter.onNone();
    });
  });
  return {
    untilNone: () =>
      new Promise<void>((resolve) => {
        const waited = current;
        current = { inFlight: 0, onNone() {} };
        waited.onNone = resolve;
        if (waited.inFlight === 0) resolve();
      }),
  };
}
