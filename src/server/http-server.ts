import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Connections, trackConnections } from './connections.ts';
import { createStallGuard } from './stall-guard.ts';

/** An HTTP server of the program, which stops without harm to any request. */
export interface HttpServer extends Connections {
  /** Resolves to the URL at which a browser reaches the server. */
  listen(host: string, port: number): Promise<string>;
}

/** Bounds of what slow, idle and many clients may take. */
export interface ConnectionLimits {
  /** In which a request must arrive, with head and body. */
  readonly requestTimeoutMs: number;
  /** After which a response is cut of which the client has read nothing. */
  readonly sendTimeoutMs: number;
  /** After which an idle connection is closed. */
  readonly keepAliveTimeoutMs: number;
  readonly maxConnections: number;
}

/** `onAcceptError` hears of connections that could not be accepted. */
export function createHttpServer(
  listener: RequestListener,
  limits: ConnectionLimits,
  onAcceptError: (error: Error) => void,
): HttpServer {
  const { requestTimeoutMs, sendTimeoutMs, keepAliveTimeoutMs, maxConnections } = limits;
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: checkIntervalMs(requestTimeoutMs),
  };
  const server = createServer(options, listener);
  const connections = trackConnections(server, maxConnections);
  const guard = createStallGuard(server, sendTimeoutMs);
  setInterval(() => guard.check(performance.now()), checkIntervalMs(sendTimeoutMs)).unref();

  function listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.once('listening', () => void server.off('error', reject).on('error', onAcceptError));
      // Brackets belong to URLs; the socket takes the bare address.
      server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
        const address = server.address() as AddressInfo;
        resolve(`http://${urlHostOf(address)}:${address.port}`);
      });
    });
  }

  return { ...connections, listen };
}

/** A limit may be exceeded by a sixth, and by five seconds at most. */
function checkIntervalMs(limitMs: number): number {
  return Math.min(Math.ceil(limitMs / 6), 5_000);
}

/** A browser cannot open the address that stands for all addresses. */
function urlHostOf({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}
