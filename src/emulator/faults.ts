import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A fault that a test injects: it replaces or delays the response to a request. */
export type Fault =
  /** Any response: an object is sent as JSON, text and bytes unchanged. */
  | {
      readonly kind: 'response';
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** No response is ever sent. */
  | { readonly kind: 'hang' }
  /** The usual response, made and sent after the promise settles. */
  | { readonly kind: 'slow'; readonly until: Promise<unknown> }
  /** An interim response that nobody asked for, and then the usual response. */
  | { readonly kind: 'interim'; readonly status: 100 | 102 | 103 }
  /** The usual response, made at once and sent after the promise settles: it shows how the list was. */
  | { readonly kind: 'late'; readonly until: Promise<unknown> }
  /** The connection is reset before the first byte. */
  | { readonly kind: 'reset' }
  /** The connection is reset in the middle of the body. */
  | { readonly kind: 'truncate' }
  /** A body that arrives byte by byte and never ends; calls `dripping` after ten bytes. */
  | { readonly kind: 'drip'; readonly dripping?: () => void }
  /** A body of `bytes` spaces. */
  | { readonly kind: 'flood'; readonly bytes: number };

const JSON_TYPE = { 'content-type': 'application/json' } as const;
const DRIP_MS = 2;

/** Applies a fault. Returns true if the request needs no other response. */
export async function applyFault(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'response': {
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
    case 'late':
      await fault.until;
      return false;
    case 'interim':
      sendInterim(fault.status, response);
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

function sendInterim(status: 100 | 102 | 103, response: ServerResponse): void {
  if (status === 100) response.writeContinue();
  else if (status === 102) response.writeProcessing();
  else response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
}

function drip(response: ServerResponse, dripping = () => {}): void {
  response.writeHead(200, JSON_TYPE);
  let sent = 0;
  const timer = setInterval(() => {
    response.write(' ');
    sent += 1;
    if (sent === 10) dripping();
  }, DRIP_MS);
  response.once('close', () => clearInterval(timer));
}

async function flood(response: ServerResponse, bytes: number): Promise<void> {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': String(bytes) });
  const chunk = Buffer.alloc(64 * 1024, ' ');
  function* chunks() {
    for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk.subarray(0, bytes - sent);
  }
  // The client may close the connection before the end.
  await pipeline(Readable.from(chunks()), response).catch(() => {});
}
