import fc from 'fast-check';

import { hostileValue, mostly, mutated, type Operation } from './operations.ts';

/** A request that the Fetch standard allows. */
export interface ArbitraryRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | Uint8Array<ArrayBuffer> | null;
}

/** Requests with these operations, from valid ones to nonsense. */
export function requests(
  operation: fc.Arbitrary<Operation>,
  secrets: readonly string[],
): fc.Arbitrary<ArbitraryRequest> {
  const params = paramsOf(operation);
  const headers = headersOf(secrets);
  const get = fc.record({
    method: mostly(fc.constant('GET'), fc.constant('HEAD')),
    path: fc
      .tuple(path, mostly(searchOf(params), fc.webQueryParameters()))
      .map(([at, search]) => `${at}?${search}`),
    headers,
    body: fc.constant(null),
  });
  const post = fc.record({
    method: mostly(
      fc.constant('POST'),
      fc.constantFrom('PUT', 'DELETE', 'OPTIONS', 'PATCH', 'FOO'),
    ),
    path,
    headers,
    body: bodyOf(params.map((each) => JSON.stringify(each))),
  });
  return fc.oneof({ weight: 1, arbitrary: get }, { weight: 4, arbitrary: post });
}

const path = mostly(
  fc.constant('/graphql'),
  fc.oneof(fc.webPath(), fc.constantFrom('/', '/health', '/ready', '//', '/graphql/')),
);

/** Values that a header may have: visible characters, inner spaces and tabs, and Latin-1. */
export const headerValue = fc
  .string({
    unit: fc.oneof(
      fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      fc.constantFrom('\t', '\x80', '\xff', ',', ';', '"', '\\', '%'),
    ),
    maxLength: 60,
  })
  .map((text) => text.trim());

const CONTENT_TYPES = [
  'application/graphql',
  'application/graphql+json;x',
  'application/json, text/plain',
  'application/json;',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/',
  '*/*',
  ';',
  ',',
];

const ACCEPTS = [
  '*/*',
  'application/json',
  'application/json;charset=utf-16',
  'application/graphql-response+json',
  'multipart/mixed',
  'text/event-stream',
  'image/png',
  'a/b/c',
  ';;',
  ',',
];

const HEADER_NAMES = [
  'access-control-request-headers',
  'baggage',
  'cache-control',
  'content-encoding',
  'content-length',
  'cookie',
  'forwarded',
  'host',
  'origin',
  'traceparent',
  'tracestate',
  'x-forwarded-host',
  'x-http-method-override',
  'x-request-id',
];

type Header = readonly [name: string, value: string];

function headersOf(secrets: readonly string[]): fc.Arbitrary<readonly Header[]> {
  const named = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<readonly Header[]> =>
    value.map((each) => [[name, each]]);
  const none = fc.constant<readonly Header[]>([]);
  const secret = fc.constantFrom(...secrets, '').map((each) => `Bearer ${each}`);
  const strange = fc.tuple(fc.constantFrom(...HEADER_NAMES), headerValue);
  return fc
    .tuple(
      mostly(named('authorization', mostly(secret, headerValue)), none),
      mostly(
        named('content-type', fc.constant('application/json')),
        named('content-type', fc.oneof(fc.constantFrom(...CONTENT_TYPES), headerValue)),
      ),
      fc.oneof(none, named('accept', mostly(fc.constantFrom(...ACCEPTS), headerValue))),
      fc.oneof(none, named('graphql-preflight', fc.constant('1'))),
      mostly(none, fc.array(strange, { maxLength: 4 })),
    )
    .map((all) => all.flat());
}

type Params = Readonly<Record<string, unknown>>;

function paramsOf(operation: fc.Arbitrary<Operation>): fc.Arbitrary<Params> {
  const hash = fc.oneof(fc.constantFrom('known', '__proto__', 'a'.repeat(64)), hostileValue);
  const persisted = hash.map((sha256Hash) => ({ persistedQuery: { version: 1, sha256Hash } }));
  const others = fc.record(
    {
      operationName: hostileValue,
      documentId: hash,
      extensions: fc.oneof(persisted, hostileValue),
      query: fc.constant(undefined),
    },
    { requiredKeys: [] },
  );
  return fc
    .tuple(operation, mostly(fc.constant({}), others))
    .map(([one, more]) => ({ ...one, ...more }));
}

function searchOf(params: fc.Arbitrary<Params>): fc.Arbitrary<string> {
  return params.chain((each) =>
    fc
      .tuple(...Object.entries(each).map(([name, value]) => entryOf(name, value)))
      .map((entries) => String(new URLSearchParams(entries))),
  );
}

function entryOf(name: string, value: unknown): fc.Arbitrary<[string, string]> {
  const text = fc.constant(typeof value === 'string' ? value : JSON.stringify(value ?? null));
  return mostly(text, mutated(text)).map((each) => [name, each]);
}

function bodyOf(json: fc.Arbitrary<string>): fc.Arbitrary<string | Uint8Array<ArrayBuffer>> {
  const nonsense = fc.oneof(
    mutated(json),
    mutated(json),
    fc.json({ maxDepth: 4 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
    fc.nat({ max: 20_000 }).map((depth) => '['.repeat(depth)),
    fc.nat({ max: 9_000 }).map((depth) => JSON.stringify({ query: '{a'.repeat(depth) })),
  );
  return fc.oneof({ weight: 4, arbitrary: json }, { weight: 1, arbitrary: nonsense });
}
