import { httpError, type RequestHead } from '../http.ts';

const PREFLIGHT_HEADERS = [
  'graphql-preflight',
  'apollo-require-preflight',
  'x-graphql-yoga-csrf',
] as const;

/** The Fetch standard's "simple" types: a page of any site may post them without a preflight. */
const SIMPLE_TYPE = /^\s*(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)/i;

/**
 * Refuses what a browser sends to another site without a preflight: GET, and
 * POST of a simple type or of no type. A header that no form can set proves
 * that the browser sent a preflight first.
 */
export function requirePreflight({ method, headers }: RequestHead) {
  if (!isSimple(method, headers.get('content-type'))) return null;
  if (PREFLIGHT_HEADERS.some((name) => headers.has(name))) return null;
  const message =
    'A browser could have sent this request without a preflight. Send it as POST with ' +
    `"content-type: application/json", or add one of the headers ${PREFLIGHT_HEADERS.join(', ')}.`;
  return httpError('PREFLIGHT_REQUIRED', message);
}

function isSimple(method: string, contentType: string | null): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return method === 'POST' && (!contentType || SIMPLE_TYPE.test(contentType));
}
