import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';

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
  const inFlight = trackResponses(server);
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  gateway.drain();

  const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
  await Promise.all(Array.from(inFlight, (response) => once(response, 'close')));
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
  clearTimeout(deadline);
}

function trackResponses(server: Server): ReadonlySet<ServerResponse> {
  const inFlight = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
  });
  return inFlight;
}
