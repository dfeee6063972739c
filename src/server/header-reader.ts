import type { IncomingHttpHeaders } from 'node:http';

/** A request's headers, whatever host they came by: what `Headers` offers of reading. */
export type HeaderReader = Pick<Headers, 'get' | 'has' | 'keys'>;

/** Node's own headers, without a copy. */
export function nodeHeaders(headers: IncomingHttpHeaders): HeaderReader {
  function get(name: string): string | null {
    const value = headers[name];
    return (Array.isArray(value) ? value.join(', ') : value) ?? null;
  }
  return {
    get,
    has: (name) => headers[name] !== undefined,
    keys: () => Object.keys(headers)[Symbol.iterator](),
  };
}
