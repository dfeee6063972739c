import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CREDENTIALS, DEMO_CREDENTIAL, type Fault } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { createTestClock } from '../../support/clock.ts';
import { withoutSnapshots } from '../../support/cursors.ts';
import { readDocument } from '../../support/documents.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { operations } from '../../support/operations.ts';
import { readableDemo } from '../../support/readable-demo.ts';

const SEED = 20_261_124;
const OPERATIONS = 500;
const COUNT_AND_IDS = 'query ($first: Int) { tokens(first: $first) { totalCount nodes { id } } }';

interface QueryRequest {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Everything that a client sees, but the request id and the order of errors, which have no meaning.
 * A cursor names its gateway, so bodies are compared without that, and each length with its own body.
 */
async function responseTo({ gateway }: TestGateway, { body, headers }: QueryRequest) {
  const request = new Request('http://127.0.0.1/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${DEMO_CREDENTIAL}`,
      ...headers,
    },
    body,
  });
  const response = await gateway.fetch(request);
  const named = Array.from(response.headers, ([name, value]) => [name.toLowerCase(), value]);
  const { 'x-request-id': _, 'content-length': length, ...others } = Object.fromEntries(named);
  const text = await response.text();
  if (length !== undefined) expect(Number(length)).toBe(Buffer.byteLength(text));
  return {
    status: response.status,
    headers: { ...others, hasLength: length !== undefined },
    body: bodyOf(withoutSnapshots(text)),
  };
}

function bodyOf(text: string): unknown {
  if (!text.startsWith('{')) return text;
  const { errors, ...rest } = JSON.parse(text);
  const sorted = errors?.map((error: unknown) => JSON.stringify(error)).sort();
  return { ...rest, errors: sorted };
}

type ComparedResponse = Awaited<ReturnType<typeof responseTo>>;

/**
 * If an error propagates to the root, the specification leaves open which other errors are
 * reported: Yoga reports the errors that it knows by then, the compiled path those of earlier
 * fields. Both report at least one.
 */
function comparable(
  { status, headers, body }: ComparedResponse,
  { body: other }: ComparedResponse,
) {
  if (!isObject(body) || !isObject(other)) return { status, headers, body };
  if (body['data'] !== null || other['data'] !== null) return { status, headers, body };
  const reported = other['errors'] as readonly string[];
  const errors = (body['errors'] as readonly string[]).filter((error) => reported.includes(error));
  expect(errors).not.toEqual([]);
  // Yoga does not wait for the other fields, so it may lack the messages of their calls.
  const { extensions: _, ...rest } = body;
  return { status, headers, body: { ...rest, errors } };
}

/** One gateway with the compiled path, one with Yoga alone, over equal upstreams. */
async function openBoth(options: GatewayOptions = {}) {
  const [compiled, yoga] = await Promise.all(
    [true, false].map((compiledPath) =>
      startGateway({ ...options, compiledPath }, { clock: createTestClock(), random: () => 0 }),
    ),
  );
  if (!compiled || !yoga) throw new Error('both were started');
  async function expectSame(request: QueryRequest) {
    const [actual, expected] = await Promise.all([
      responseTo(compiled as TestGateway, request),
      responseTo(yoga as TestGateway, request),
    ]);
    expect(comparable(actual, expected)).toEqual(comparable(expected, actual));
    return actual;
  }
  return { compiled, yoga, expectSame };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const json = (query: unknown, rest: object = {}) => JSON.stringify({ query, ...rest });
const FIRST = '{ tokens(first: 1) { nodes { id } } }';
const TWO_OPERATIONS = 'query A { __typename } query B { tokens(first: 1) { totalCount } }';
const WITH_DIRECTIVES = `query ($skip: Boolean = false, $with: Boolean!) {
  tokens(first: 2) { totalCount @skip(if: $skip) nodes @include(if: $with) { id } }
}`;

const BODIES: readonly (readonly [string, QueryRequest['body']])[] = [
  ['a byte order mark', `\ufeff${json(FIRST)}`],
  ['an empty body', ''],
  ['white space', ' \n'],
  ['a body over the limit', json(`{ a: __typename ${' '.repeat(100_000)}}`)],
  [
    'a body that is not UTF-8',
    Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xff]), Buffer.from('"}')]),
  ],
  [
    'a string that is not UTF-8',
    new Uint8Array(Buffer.from(`${json('{ token(id: "\xff") { id } }')}`, 'latin1')),
  ],
  ['__proto__', `{"query":"${FIRST}","__proto__":{"variables":{}}}`],
  ['__proto__ as a variable', `{"query":"${FIRST}","variables":{"__proto__":{"a":1}}}`],
  ['a list', `[${json(FIRST)}]`],
  ['null', 'null'],
  ['a parameter twice', `{"query":"{ nope }","query":"${FIRST}"}`],
  ['an unknown parameter', json(FIRST, { other: 1 })],
  ['null variables', json(FIRST, { variables: null })],
  ['variables as a string', json(FIRST, { variables: '{}' })],
  ['variables as a list', json(FIRST, { variables: [] })],
  ['extensions as a list', json(FIRST, { extensions: [] })],
  ['no query', '{}'],
  ['an empty query', json('')],
  ['a null query', json(null)],
  ['an unknown operation name', json(FIRST, { operationName: 'Nope' })],
  ['an empty operation name', json(FIRST, { operationName: '' })],
  ['two operations without a name', json(TWO_OPERATIONS)],
  ['two operations and a null name', json(TWO_OPERATIONS, { operationName: null })],
  ['two operations and an empty name', json(TWO_OPERATIONS, { operationName: '' })],
  ['the first of two operations', json(TWO_OPERATIONS, { operationName: 'A' })],
  ['the second of two operations', json(TWO_OPERATIONS, { operationName: 'B' })],
  ['the operation name __proto__', json(TWO_OPERATIONS, { operationName: '__proto__' })],
  ['a variable of another type', json(COUNT_AND_IDS, { variables: { first: 'x' } })],
  ['a variable that is a fraction', json(COUNT_AND_IDS, { variables: { first: 1.5 } })],
  ['a variable out of range', json(COUNT_AND_IDS, { variables: { first: 101 } })],
  ['a negative variable', json(COUNT_AND_IDS, { variables: { first: -1 } })],
  ['a null variable', json(COUNT_AND_IDS, { variables: { first: null } })],
  ['an undeclared variable', json(COUNT_AND_IDS, { variables: { first: 1, other: 2 } })],
  ['a missing required variable', json('query ($id: ID!) { token(id: $id) { id } }')],
  [
    'a required variable that is null',
    json('query ($id: ID!) { token(id: $id) { id } }', { variables: { id: null } }),
  ],
  ...[
    {},
    { with: true },
    { with: false },
    { skip: true, with: true },
    { skip: true, with: false },
    { skip: null, with: true },
    { with: 'x' },
  ].map(
    (variables) =>
      [
        `directives with ${JSON.stringify(variables)}`,
        json(WITH_DIRECTIVES, { variables }),
      ] as const,
  ),
  ['an operation without fields', json('{ tokens @skip(if: true) { totalCount } }')],
  [
    'two root fields to merge',
    json('{ tokens(first: 1) { totalCount } tokens(first: 1) { nodes { id } } }'),
  ],
  ['the alias __proto__', json('{ __proto__: tokens(first: 1) { totalCount } }')],
  ['the alias __proto__ below the root', json('{ tokens(first: 1) { __proto__: totalCount } }')],
  ['introspection', json('{ __schema { queryType { name } } }')],
  ['a mutation', json('mutation { a }')],
  ['a mutation with fields of Query', json('mutation { __typename tokens { totalCount } }')],
  [
    'a query and a mutation without a name',
    json('query A { __typename } mutation B { __typename }'),
  ],
  ['a subscription', json('subscription { a }')],
  ['an invalid document', json('{ nope }')],
  ['a syntax error', json('{')],
  ['an unknown token id', json('{ token(id: "nope") { id } }')],
  ['a malformed token id', json('{ token(id: "../..") { id } }')],
  ['nodes', json('{ nodes(ids: ["nope", "VG9rZW46eA=="]) { __typename id } node(id: "") { id } }')],
  [
    'entities',
    json(
      '{ _entities(representations: [{__typename: "Token", id: "x"}, {__typename: "Nope"}]) { __typename } _service { sdl } }',
    ),
  ],
  [
    'entities by a variable',
    json('query ($r: [_Any!]!) { _entities(representations: $r) { ... on Token { id } } }', {
      variables: { r: [{ __typename: 'Token', id: 'x' }, 1] },
    }),
  ],
  ['a wrong cursor', json('{ tokens(first: 1, after: "x") { nodes { id } } }')],
  [
    'a wrong cursor beside another field',
    json('{ a: tokens(first: 1, after: "x") { nodes { id } } b: token(id: "x") { id } }'),
  ],
];

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  ...[
    ...['', '*/*', 'application/*', 'text/*', 'image/png', 'application/json', 'APPLICATION/JSON'],
    ...['application/graphql-response+json', 'application/graphql-response+json, application/json'],
    ...['application/json;q=0.1, application/graphql-response+json', 'application/json;q=0'],
    ...['text/html, application/json', 'application/json; charset=utf-8', 'application/json;q=x'],
    ...['application/json;charset=utf-16', 'text/event-stream', 'multipart/mixed, */*', ',', ';'],
    ...[
      '*/*;q=0.5, application/graphql-response+json;q=0.9',
      'image/png, */*;q=0.1',
      'constructor',
    ],
  ].map((accept) => ({ accept })),
  ...['no-cache', 'no-store', 'max-age=0', 'max-age=10', ''].map((directive) => ({
    'cache-control': directive,
  })),
  ...['https://app.example.com', 'https://evil.example', 'null', ''].map((origin) => ({ origin })),
  { origin: 'https://app.example.com', 'access-control-request-headers': 'x-a, x-b' },
  ...[
    ...['text/plain', 'application/json; charset=utf-8', 'application/json;charset="utf-8"'],
    ...['application/json;charset=UTF-8', 'application/json ;charset=utf-8', 'application/JSON'],
    ...['application/json; charset=utf-16', 'application/graphql', 'Application/JSON', ''],
  ].map((type) => ({ 'content-type': type })),
  { 'content-encoding': 'gzip' },
  { 'content-encoding': 'identity' },
  { 'graphql-preflight': '1' },
  ...[
    '',
    'Bearer',
    'Basic x',
    'bearer  x',
    `Bearer ${CREDENTIALS.empty}`,
    `Bearer ${CREDENTIALS.expired}`,
  ].map((authorization) => ({ authorization })),
  { authorization: `Bearer ${CREDENTIALS.missingPermission}` },
  ...['localhost:4000', '127.0.0.1', '[::1]:80', 'evil.example'].map((host) => ({ host })),
];

const FAULTS: readonly (readonly [string, Fault, number])[] = [
  ['server errors', { kind: 'response', status: 502, body: 'x' }, 20],
  ['one server error', { kind: 'response', status: 502, body: 'x' }, 1],
  ['client errors', { kind: 'response', status: 418, body: 'x' }, 20],
  [
    'rate limit errors',
    { kind: 'response', status: 429, body: {}, headers: { 'retry-after': '7' } },
    20,
  ],
  ['reset connections', { kind: 'reset' }, 20],
  ['truncated responses', { kind: 'truncate' }, 20],
  [
    'rows that cannot be read',
    {
      kind: 'response',
      status: 200,
      body: {
        success: true,
        errors: [],
        messages: [{ code: 1, message: 'm' }],
        result: [{ id: 'a' }, 1, null, { id: 2 }],
        result_info: { page: 1, per_page: 5, count: 4, total_count: 4 },
      },
    },
    20,
  ],
];

describe('the compiled path and Yoga’s path give the same response', () => {
  test.each(BODIES)('to %s', async (_name, body) => {
    const { expectSame } = await openBoth();

    for (const accept of ['application/json', 'application/graphql-response+json']) {
      await expectSame({ body, headers: { accept } });
    }
  });

  test('to every combination of headers and bodies', async () => {
    const { expectSame } = await openBoth({ corsOrigins: ['https://app.example.com'] });

    for (const headers of HEADERS) {
      for (const body of [json(FIRST), json('{ tokens(first: 101) { totalCount } }')]) {
        await expectSame({ body, headers });
      }
    }
  });

  test('with a demo credential, to every header', async () => {
    const { expectSame } = await openBoth({ demoToken: DEMO_CREDENTIAL });

    for (const headers of HEADERS) await expectSame({ body: json(FIRST), headers });
  });

  const folder = join(import.meta.dirname, '../../../schema/operations');
  test.each(readdirSync(folder))('to %s', async (name) => {
    const { compiled, expectSame } = await openBoth();
    const query = readDocument(`schema/operations/${name}`);
    const [{ id }] = compiled.upstream.credential(CREDENTIALS.seven).tokens as [{ id: string }];

    for (const credential of [DEMO_CREDENTIAL, CREDENTIALS.seven, CREDENTIALS.empty]) {
      const headers = { authorization: `Bearer ${credential}` };
      await expectSame({ body: json(query, { variables: { id, first: 7 } }), headers });
    }
  });

  test.each(FAULTS)('to upstream faults: %s', async (_name, fault, times) => {
    const queries = [
      FIRST,
      `{ a: token(id: "${'a'.repeat(32)}") { id } b: node(id: "eA==") { id } __typename }`,
    ];
    for (const query of queries) {
      const { compiled, yoga, expectSame } = await openBoth();
      for (const { upstream } of [compiled, yoga]) upstream.injectFault(fault, times);
      await expectSame({ body: json(query) });
    }
  });

  test(`to ${OPERATIONS} random operations`, async () => {
    const { compiled, yoga, expectSame } = await openBoth({ cacheTtlMs: 3_600_000 });
    // An error of a row says where it stands on Cloudflare's page, and that may be a cached one.
    for (const { upstream } of [compiled, yoga]) readableDemo(upstream);
    const introspection = await compiled.ask(getIntrospectionQuery());
    // A gateway that shares more responses has made fewer calls: fewer are left of its limit, and the
    // rays in the errors of accounts that cannot be read count otherwise.
    const [root] = introspection.data.__schema.types.filter(
      ({ name }: { readonly name: string }) => name === 'Query',
    );
    root.fields = root.fields.filter(
      ({ name }: { readonly name: string }) => !['rateLimit', 'account'].includes(name),
    );
    const first = await compiled.ask('{ tokens(first: 5) { edges { cursor node { id } } } }');
    const texts: string[] = first.data.tokens.edges.flatMap(
      ({ cursor, node }: { cursor: string; node: { id: string } }) => [cursor, node.id],
    );
    let withData = 0;

    await fc.assert(
      fc.asyncProperty(operations(buildClientSchema(introspection.data), texts), async (each) => {
        const { body } = await expectSame({ body: JSON.stringify(each) });
        if (isObject(body) && body['data']) withData += 1;
      }),
      { seed: SEED, numRuns: OPERATIONS },
    );

    expect(withData).toBeGreaterThan(OPERATIONS / 10);
  });
});
