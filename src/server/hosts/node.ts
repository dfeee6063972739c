import { setMaxListeners } from 'node:events';
import type {
  IncomingHttpHeaders,
  IncomingMessage,
  RequestListener,
  ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';

import { ByteCollector } from '../../lib/byte-collector.ts';
import type { App } from '../app.ts';
import type { BodyHold, HeaderReader, HoldBody, HttpRequest, UnreadBody } from '../http.ts';

/** The app as a listener of `node:http`, and of everything that is built on it. */
export function createListener(app: App): RequestListener {
  return async (message, response) => {
    const answer = await app(new NodeRequest(message, response));
    const { status, headers, body, closesConnection } = answer;
    if (closesConnection === true) response.shouldKeepAlive = false;
    if (!response.shouldKeepAlive && !message.complete) await untilReceived(message);
    // A host program may have answered itself, for instance when its time was up.
    if (response.headersSent) return;
    response.writeHead(status, headers as string[]);
    if (body === null || body.length <= SLICE_BYTES) response.end(body);
    else await sendSlices(response, body);
  };
}

/**
 * A response that closes the connection is sent when the request has arrived: to close before would
 * reset the connection, and the client might lose the response.
 */
function untilReceived(message: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    message.once('end', resolve).once('close', resolve).resume();
  });
}

/** A long body is sent in slices, so that a client that reads slowly makes progress. */
const SLICE_BYTES = 64 * 1024;

async function sendSlices(response: ServerResponse, body: Uint8Array): Promise<void> {
  for (let start = 0; start < body.length; start += SLICE_BYTES) {
    if (response.destroyed) return;
    if (!response.write(body.subarray(start, start + SLICE_BYTES))) await untilWritable(response);
  }
  response.end();
}

function untilWritable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly target: string;
  readonly path: string;
  readonly host: string;
  readonly headers: HeaderReader;
  readonly repeatedHeader: HttpRequest['repeatedHeader'];
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(message: IncomingMessage, response: ServerResponse) {
    const host = message.headers.host ?? '';
    const target = originForm(targetOf(message), host);
    const queryStart = target.indexOf('?');
    this.method = message.method ?? '';
    this.target = target;
    this.path = queryStart === -1 ? target : target.slice(0, queryStart);
    this.host = host;
    this.headers = new NodeHeaders(message.headers);
    this.repeatedHeader = repeatedHeaderIn(message.rawHeaders);
    this.#message = message;
    this.#response = response;
  }

  readBody(maxBytes: number, hold: HoldBody): Promise<Buffer | UnreadBody> {
    return readMessageBody(this.#message, maxBytes, hold);
  }

  onDisconnect(callback: () => void): void {
    const { socket } = this.#message;
    // The caller may have left while its credential was checked: the event does not come again.
    if (socket.destroyed) callback();
    else if (this.#response.socket !== null) this.#response.once('close', callback);
    else callWhenClosed(socket, this.#response, callback);
  }
}

/**
 * For a pipelined request: until its turn comes, its response has no socket, and does not hear of
 * its end. As many requests as the client likes wait on one socket, so their number is no leak.
 */
function callWhenClosed(socket: Socket, response: ServerResponse, callback: () => void): void {
  setMaxListeners(0, socket);
  socket.once('close', callback);
  response.once('close', () => socket.off('close', callback));
}

/** Express shortens `url` for a handler that is mounted on a path. */
function targetOf(message: IncomingMessage): string {
  const original = 'originalUrl' in message ? message.originalUrl : undefined;
  return typeof original === 'string' ? original : (message.url ?? '');
}

/**
 * The path and query of a target in absolute form, which servers must accept
 * (RFC 9112, 3.2.2), if it names the same host as the Host header. Any other
 * target is returned as it is; `rules/request-head.ts` refuses what is no path.
 */
function originForm(target: string, host: string): string {
  if (target.startsWith('/')) return target;
  const [, authority = '', rest = ''] = ABSOLUTE_FORM.exec(target) ?? [];
  if (authority === '' || authority.toLowerCase() !== host.toLowerCase()) return target;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

const ABSOLUTE_FORM = /^https?:\/\/([^/?#]*)(.*)$/is;

/** Every second raw header is a name; of a header that came twice, `headers` holds only the first. */
function repeatedHeaderIn(rawHeaders: readonly string[]): HttpRequest['repeatedHeader'] {
  let hosts = 0;
  let authorizations = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
    if (name.length === 13 && name.toLowerCase() === 'authorization') authorizations += 1;
  }
  if (hosts > 1) return 'Host';
  return authorizations > 1 ? 'Authorization' : null;
}

/** Node's own headers, without a copy. */
class NodeHeaders implements HeaderReader {
  readonly #headers: IncomingHttpHeaders;

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers;
  }

  get(name: string): string | null {
    const value = this.#headers[name];
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }

  has(name: string): boolean {
    return this.#headers[name] !== undefined;
  }

  keys() {
    return Object.keys(this.#headers)[Symbol.iterator]();
  }
}

function readMessageBody(
  message: IncomingMessage,
  maxBytes: number,
  hold: HoldBody,
): Promise<Buffer | UnreadBody> {
  // Express sets `body` to undefined where none of its parsers reads the type.
  if ('body' in message && message.body !== undefined) {
    return Promise.resolve(within(bytesOf(message.body), maxBytes));
  }
  const length = lengthOf(message);
  if (length !== null && length > maxBytes) return Promise.resolve('TOO_LONG');
  // A host program has read the stream, if only in part: what is left is not the body.
  if (length === 0 || message.readableDidRead) return Promise.resolve(EMPTY_BODY);
  // The client has left before a host program passed its request on.
  if (message.destroyed) return Promise.resolve(EMPTY_BODY);
  return collect(message, maxBytes, length, hold);
}

const EMPTY_BODY = Buffer.alloc(0);

/** A body of known length is complete with its last byte; the stream's end comes a turn later. */
function collect(
  message: IncomingMessage,
  maxBytes: number,
  length: number | null,
  hold: HoldBody,
): Promise<Buffer | UnreadBody> {
  return new Promise((resolve) => {
    const received = new ByteCollector(maxBytes);
    let held: BodyHold | null = null;
    let isSettled = false;

    function settle(body: Buffer | UnreadBody): void {
      isSettled = true;
      received.clear();
      held?.release();
      resolve(body);
    }

    message.on('data', (chunk: Buffer | string) => {
      // The rest is read, since the connection may go on, but not stored.
      if (isSettled) return;
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      if (!received.add(bytes)) return settle('TOO_LONG');
      if (received.length === length) return settle(received.bytes());
      held ??= hold(() => settle('EVICTED'));
      held.add(bytes.length);
    });
    if (length === null) message.on('end', () => settle(received.bytes()));
    // The client has gone: the rest of the request is for nobody.
    message.on('close', () => settle(EMPTY_BODY));
  });
}

/** In bytes. Null: unknown until the end, since the body comes in chunks. */
function lengthOf({ headers }: IncomingMessage): number | null {
  if (headers['transfer-encoding'] !== undefined) return null;
  return Number(headers['content-length'] ?? 0);
}

/** A body that the host program has read: as text, as bytes, or parsed from JSON. */
function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? ''));
}

function within(body: Buffer, maxBytes: number): Buffer | UnreadBody {
  return body.length > maxBytes ? 'TOO_LONG' : body;
}
