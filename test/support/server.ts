import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';

import type { Gateway } from '../../src/gateway.ts';

export interface TestServer {
  readonly port: number;
  /** What came back, as text, once the server has closed the connection. */
  sendBytes(bytes: string | Uint8Array): Promise<string>;
}

/** A gateway behind a socket, for what Node makes of a request before the gateway sees it. */
export async function serve({ listener }: Gateway): Promise<TestServer> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, sendBytes: (bytes) => exchange(port, bytes) };
}

/** The bytes must make the server close: `Connection: close`, or nonsense. */
function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk) => void received.push(chunk));
    // A server that refuses may close while it is still being written to.
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
    socket.write(bytes);
  });
}
