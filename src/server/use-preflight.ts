import type { Plugin } from 'graphql-yoga';

import { refuse } from './refuse.ts';

const PREFLIGHT_HEADERS = [
  'graphql-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
] as const;

/** The Fetch standard's "simple" types, which a page of any site may post without asking first. */
const SIMPLE_TYPE = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i;

/**
 * Refuses what a browser sends across sites without asking first: GET, and
 * POST of a simple type or of none. A header that no form can set shows that
 * the browser asked.
 */
export function usePreflight(): Plugin {
  return {
    onRequest({ request, endResponse }) {
      if (!isSimple(request)) return;
      if (PREFLIGHT_HEADERS.some((name) => request.headers.has(name))) return;
      const message =
        'A browser could have sent this request without asking first. Send it as POST with ' +
        `"content-type: application/json", or add one of the headers ${PREFLIGHT_HEADERS.join(', ')}.`;
      endResponse(refuse(request, 403, 'PREFLIGHT_REQUIRED', message));
    },
  };
}

function isSimple({ method, headers }: Request): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  const type = headers.get('content-type');
  return method === 'POST' && (!type || SIMPLE_TYPE.test(type));
}
