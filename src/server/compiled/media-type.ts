import { LRUCache } from 'lru-cache';

const ANSWER_TYPES: ReadonlyMap<string, string> = new Map([
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['application/json', 'application/json'],
  ['application/*', 'application/json'],
  ['*/*', 'application/json'],
]);

/**
 * The type to answer in, by GraphQL over HTTP: the first of those accepted
 * that this gateway has. Null where there is none, or where it takes more to
 * tell.
 */
export function answerType(accept: string | null): string | null {
  if (accept === null) return 'application/json';
  const known = negotiated.get(accept);
  if (known !== undefined) return known.type;
  const type = negotiate(accept);
  negotiated.set(accept, { type });
  return type;
}

/** Clients send the same header with every request; to take it apart costs more than to look it up. */
const negotiated = new LRUCache<string, { readonly type: string | null }>({ max: 100 });

function negotiate(accept: string): string | null {
  for (const range of accept.toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (parameters.some((parameter) => !parameter.startsWith('q='))) return null;
    const found = ANSWER_TYPES.get(type);
    if (found !== undefined) return found;
  }
  return null;
}

/** JSON in UTF-8, which is what it is where nothing else is said; written as Yoga takes it. */
export function isJson(contentType: string | null): boolean {
  return contentType !== null && JSON_TYPE.test(contentType);
}

const JSON_TYPE = /^application\/json(; *charset=(utf|UTF)-8)?$/;
