import { emptyResponse, type HeaderReader, type RequestHead } from '../http.ts';

const ALLOWED = [
  ...['access-control-allow-methods', 'GET, POST, OPTIONS'],
  ...['access-control-expose-headers', 'retry-after, x-request-id'],
  ...['access-control-max-age', '600'],
];

/** A browser's preflight: the headers that `corsHeaders` adds to every response are the answer. */
export function answerPreflight({ method }: RequestHead) {
  return method === 'OPTIONS' ? emptyResponse(204) : null;
}

/**
 * What a page of another origin may do: everything where its origin is listed,
 * nothing where it is not. The gateway uses no cookies, so browsers need not
 * send credentials of their own. Our own code, since Yoga's plugin answers
 * before any other check, allows every origin where none is listed, and allows
 * "null", the origin of sandboxed pages.
 *
 * Returns names and values in turn.
 */
export function corsHeaders(origins: readonly string[], headers: HeaderReader): readonly string[] {
  if (origins.length === 0) return NONE;
  const origin = headers.get('origin');
  if (origin === null || !origins.includes(origin)) return VARY;
  const wanted = headers.get('access-control-request-headers');
  return [
    ...VARY,
    ...['access-control-allow-origin', origin],
    ...ALLOWED,
    ...(wanted === null ? [] : ['access-control-allow-headers', wanted]),
  ];
}

const NONE: readonly string[] = [];
const VARY: readonly string[] = ['vary', 'Origin'];
