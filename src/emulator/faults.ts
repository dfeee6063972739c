import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Trouble on demand: what happens to a request instead of, or before, its answer. */
export type Fault =
  /** Any answer at all: an object is sent as JSON, text and bytes as they are. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Nothing is sent, ever. */
  | { readonly kind: 'hang' }
  /** The right answer, once the promise settles. */
  | { readonly kind: 'slow'; readonly until: Promise<unknown> }
  /** The connection is reset before the first byte. */
  | { readonly kind: 'reset' }
  /** Half of a body, then the connection is reset. */
  | { readonly kind: 'truncate' }
  /** A body that comes drop by drop and never ends; says when it drips. */
  | { readonly kind: 'drip'; readonly dripping?: () => void }
  /** A body of so many bytes. */
  | { readonly kind: 'flood'; readonly bytes: number };

const JSON_TYPE = { 'content-type': 'application/json' } as const;
const DRIP_MS = 2;

/** Does what the fault says; true where that was an answer to the request. */
export async function suffer(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'answer': {
      const { status, body, headers } = fault;
      const isRaw = typeof body === 'string' || body instanceof Uint8Array;
      const type = isRaw ? { 'content-type': 'text/html' } : JSON_TYPE;
      response.writeHead(status, { ...type, ...headers });
      response.end(isRaw ? body : JSON.stringify(body));
      return true;
    }
    case 'hang':
      return true;
    case 'slow':
      await fault.until;
      return false;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'truncate':
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
      response.write('{"result": [', () => response.socket?.resetAndDestroy());
      return true;
    case 'drip':
      drip(response, fault.dripping);
      return true;
    case 'flood':
      await flood(response, fault.bytes);
      return true;
  }
}

function drip(response: ServerResponse, dripping = () => {}): void {
  response.writeHead(200, JSON_TYPE);
  let drops = 0;
  const timer = setInterval(() => {
    response.write(' ');
    drops += 1;
    if (drops === 10) dripping();
  }, DRIP_MS);
  response.once('close', () => clearInterval(timer));
}

async function flood(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': String(bytes) });
  const chunk = Buffer.alloc(64 * 1024, ' ');
  function* water() {
    for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk.subarray(0, bytes - sent);
  }
  // Whoever has had enough may leave.
  await pipeline(Readable.from(water()), response).catch(() => {});
}
