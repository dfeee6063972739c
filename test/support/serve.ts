import { once } from 'node:events';
import {
  type Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves on a free port of the loopback address until the test ends. Returns the origin. */
export function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener));
}

/** The same for a server that the test has made itself, and may close itself. */
export async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => close(server));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** Closes a server and all its connections. */
export async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}

/** The origin of a port on which nothing listens. */
export async function nowhere(): Promise<string> {
  const server = createServer();
  const origin = await listen(server);
  await close(server);
  return origin;
}

/**
 * Writes bytes to a new connection. Returns the text of all responses when the
 * server has closed it, so the bytes must ask for that: by `Connection: close`,
 * or because they are not HTTP.
 */
export function sendBytes(origin: string, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const received: Buffer[] = [];
    socket.on('data', (chunk) => void received.push(chunk));
    // A server that refuses a request may close while the client still writes.
    socket.on('error', () => {});
    socket.on('close', () => resolve(Buffer.concat(received).toString()));
    socket.write(bytes);
  });
}

export interface SocketRequest {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[] | number>>;
  readonly agent?: Agent;
}

export interface SocketResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Starts a request of `node:http`. A body that is written without a content-length is chunked. */
export function startRequest(origin: string, request: SocketRequest = {}) {
  const { path = '/graphql', method = 'POST', headers = {}, agent } = request;
  // Node accepts several values of one header, but its types want an array that can change.
  const copied = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === 'object' ? [...value] : value,
  ]);
  return httpRequest(`${origin}${path}`, {
    method,
    headers: Object.fromEntries(copied),
    ...(agent && { agent }),
  });
}

export async function readResponse(
  request: ReturnType<typeof startRequest>,
): Promise<SocketResponse> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers as Record<string, string>,
    text: Buffer.concat(chunks).toString(),
  };
}

/** Sends a request over a socket, with the length of its body. */
export function sendOverSocket(
  origin: string,
  { body, ...request }: SocketRequest & { readonly body?: string | undefined },
): Promise<SocketResponse> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const headers = { ...length, ...request.headers };
  const started = startRequest(origin, { ...request, headers });
  started.end(body);
  return readResponse(started);
}
