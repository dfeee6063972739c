import type { IncomingHttpHeaders } from 'node:http';

/** A request's headers, whatever host they came by: what `Headers` offers of reading. */
export type HeaderReader = Pick<Headers, 'get' | 'has' | 'keys'>;

/** Node's own headers, without a copy. */
export class NodeHeaders implements HeaderReader {
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
