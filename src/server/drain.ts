import { once } from 'node:events';
import type { Server } from 'node:http';

/** What answers on a socket may not take longer than this once the program was told to stop. */
const GRACE_MS = 25_000;

/** What is told to stop counting itself among those that should get traffic. */
export interface Drainable {
  drain(): void;
}

/**
 * Waits for SIGTERM or SIGINT, then for what was in flight at that moment.
 * Until then the server goes on listening, so that `/ready` can say 503 to
 * whoever still sends traffic; after it, the server is closed.
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
 * Counted, not collected: a set that grows and shrinks all day long would keep
 * garbage alive. What begins after the count was asked for counts elsewhere.
 */
function countResponses(server: Server) {
  let count = { inFlight: 0, onNone() {} };
  server.on('request', (_request, response) => {
    const mine = count;
    mine.inFlight += 1;
    response.once('close', () => {
      mine.inFlight -= 1;
      if (mine.inFlight === 0) mine.onNone();
    });
  });
  return {
    untilNone: () =>
      new Promise<void>((resolve) => {
        const asked = count;
        count = { inFlight: 0, onNone() {} };
        asked.onNone = resolve;
        if (asked.inFlight === 0) resolve();
      }),
  };
}
