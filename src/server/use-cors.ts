import type { Plugin } from 'graphql-yoga';

import type { HeaderReader } from './header-reader.ts';

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
      for (const [name, value] of Object.entries(corsHeaders(origins, request.headers))) {
        headers.append(name, value);
      }
    },
  };
}

/** What an answer says to a page of another origin. */
export function corsHeaders(origins: readonly string[], headers: HeaderReader) {
  if (origins.length === 0) return {};
  const origin = headers.get('origin');
  if (origin === null || !origins.includes(origin)) return { vary: 'Origin' };
  const wanted = headers.get('access-control-request-headers');
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    ...ALLOWED,
    ...(wanted !== null && { 'access-control-allow-headers': wanted }),
  };
}
