import type { CORSOptions } from 'graphql-yoga';

/** How long a browser may remember that it asked. */
const MAX_AGE_SECONDS = 600;

/**
 * What a page of another origin may do: everything where its origin is listed,
 * nothing where it is not. One origin at a time: for several, Yoga answers
 * every other origin with "null", which a sandboxed page has; and for none it
 * would let in all. No cookies, so no credentials of the browser's own.
 */
export function corsOf(origins: readonly string[]): (request: Request) => CORSOptions {
  return (request) => {
    const origin = request.headers.get('origin');
    if (origin === null || !origins.includes(origin)) return false;
    return {
      origin: [origin],
      credentials: false,
      methods: ['GET', 'POST', 'OPTIONS'],
      exposedHeaders: ['retry-after', 'x-request-id'],
      maxAge: MAX_AGE_SECONDS,
    };
  };
}
