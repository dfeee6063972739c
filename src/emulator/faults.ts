import type { ServerResponse } from 'node:http';

/** Trouble on demand: what happens to a request instead of, or before, its answer. */
export type Fault =
  /** Any answer at all: an object is sent as JSON, text as it is. */
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
  | { readonly kind: 'truncate' };

/** Does what the fault says; true where that was an answer to the request. */
export async function suffer(fault: Fault, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'answer': {
      const isText = typeof fault.body === 'string';
      const type = isText ? 'text/html' : 'application/json';
      response.writeHead(fault.status, { 'content-type': type, ...fault.headers });
      response.end(isText ? fault.body : JSON.stringify(fault.body));
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
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"result": [', () => response.socket?.resetAndDestroy());
      return true;
  }
}
