import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** The media types of responses, the preferred one first. Yoga alone writes the last two. */
const RESPONSE_TYPES = [
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
] as const;

export type ResponseType = (typeof RESPONSE_TYPES)[number];

/** A client that names the encoding of JSON asks for what it gets anyway. */
const UTF_8 = '; charset=utf-8';
const OFFERS = RESPONSE_TYPES.flatMap((type) => [type, `${type}${UTF_8}`]);

/** Clients send the same header with every request, and a lookup costs less than a parse. */
const negotiated = new LRUCache<string, { readonly type: ResponseType | null }>({ max: 100 });

/**
 * The media type to answer in: the one that the client accepts with the highest
 * `q` (RFC 9110, 12.5.1). Null where the client accepts none of ours.
 */
export function responseType(accept: string | null): ResponseType | null {
  if (accept === null || accept.trim() === '') return RESPONSE_TYPES[0];
  const known = negotiated.get(accept);
  if (known !== undefined) return known.type;
  const type = negotiate(accept);
  negotiated.set(accept, { type });
  return type;
}

function negotiate(accept: string): ResponseType | null {
  const offer = new Negotiator({ headers: { accept: accept.toLowerCase() } }).mediaType(OFFERS);
  return RESPONSE_TYPES.find((type) => type === offer?.replace(UTF_8, '')) ?? null;
}

const HTML = 'text/html';

/** Whether the client prefers a page to every type of response. A client that accepts every type wants data. */
export function prefersHtml(accept: string | null): boolean {
  const accepted = accept?.toLowerCase() ?? '';
  if (!accepted.includes(HTML)) return false;
  return new Negotiator({ headers: { accept: accepted } }).mediaType([...OFFERS, HTML]) === HTML;
}

/** The media types of request bodies, as Yoga reads them. */
const REQUEST_TYPES = [
  'application/json',
  'application/graphql+json',
  'application/graphql',
  'application/x-www-form-urlencoded',
];

/**
 * The media type of a request's body without its parameters, in lower case.
 * Null for a type that the gateway does not read, or a charset other than UTF-8.
 */
export function requestType(contentType: string | null): string | null {
  if (contentType === 'application/json') return contentType;
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const isUtf8 = parameters.every((each) => !each.startsWith('charset=') || CHARSET.test(each));
  return REQUEST_TYPES.includes(type) && isUtf8 ? type : null;
}

const CHARSET = /^charset="?utf-?8"?$/;

/** The smallest encoding of a page that the client accepts. */
export function pageEncoding(acceptEncoding: string | null): 'br' | 'gzip' | 'identity' {
  const headers = { 'accept-encoding': acceptEncoding ?? '' };
  const accepted = new Negotiator({ headers }).encodings(['br', 'gzip', 'identity']);
  if (accepted.includes('br')) return 'br';
  return accepted.includes('gzip') ? 'gzip' : 'identity';
}
