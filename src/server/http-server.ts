import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Connections, trackConnections } from './connections.ts';

/** An HTTP server of the program, which stops without harm to any request. */
export interface HttpServer extends Connections {
  /** Resolves to the URL at which a browser reaches the server. */
  listen(host: string, port: number): Promise<string>;
}

export function createHttpServer(listener: RequestListener): HttpServer {
  const server = createServer(listener);
  const connections = trackConnections(server);

  function listen(host: string, port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      // Brackets belong to URLs; the socket takes the bare address.
      server.listen(port, host.replace(/^\[|\]$/g, ''), () => {
        const address = server.address() as AddressInfo;
        resolve(`http://${urlHostOf(address)}:${address.port}`);
      });
    });
  }

  return { ...connections, listen };
}

/** A browser cannot open the address that stands for all addresses. */
function urlHostOf({ address, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return family === 'IPv6' ? `[${address}]` : address;
}
