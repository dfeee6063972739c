import type { Plugin } from 'graphql-yoga';

const ALLOWED = {
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-expose-headers': 'retry-after, x-request-id',
  /** How many seconds a browser may remember that it asked. */
  'access-control-max-age': '600',
} as const;

/**
 * What a page of another origin may do: everything where its origin is listed,
 * nothing where it is not. No cookies, so no credentials of the browser's own.
 * Our own, since Yoga's answers before any other check is made, lets in all
 * where none is listed, and answers "null", which a sandboxed page has, to
 * those that are not.
 */
export function useCors(origins: readonly string[]): Plugin {
  return {
    onRequest({ request, endResponse }) {
      if (request.method === 'OPTIONS') endResponse(new Response(null, { status: 204 }));
    },
    onResponse({ request, response: { headers } }) {
      if (origins.length === 0) return;
      headers.append('vary', 'Origin');
      const origin = request.headers.get('origin');
      if (origin === null || !origins.includes(origin)) return;
      headers.set('access-control-allow-origin', origin);
      for (const [name, value] of Object.entries(ALLOWED)) headers.set(name, value);
      const wanted = request.headers.get('access-control-request-headers');
      if (wanted !== null) headers.set('access-control-allow-headers', wanted);
    },
  };
}
