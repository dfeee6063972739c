import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/defaults.ts';
import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { Limits } from '../../../src/server/limits/limits.ts';
import { createTestClock } from '../../support/clock.ts';
import { type ClientError, PATHS, startGateway, type TestGateway } from '../../support/gateway.ts';
import { readableDemo } from '../../support/readable-demo.ts';
import { sendBytes, serve } from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';
const UNLIMITED: Limits = {
  bodyBytes: 10_000_000,
  lexicalTokens: 1_000_000,
  depth: 1_000_000,
  aliases: 1_000_000,
  directives: 1_000_000,
  cost: Number.POSITIVE_INFINITY,
  comparisons: 1_000_000,
  nameLength: 1_000_000,
  representations: 1_000_000,
  responseBytes: Number.POSITIVE_INFINITY,
  responseFields: Number.POSITIVE_INFINITY,
};

const hashOf = (document: string) => createHash('sha256').update(document).digest('hex');
const times = (count: number, each: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => each(index)).join(' ');

/** How a document reaches the gateway. */
type Way = 'POST' | 'GET' | 'hash';

interface Outcome {
  readonly codes: readonly string[];
  readonly errors: readonly ClientError[];
  readonly upstreamCalls: number;
}

async function execute(
  way: Way,
  limits: Partial<Limits>,
  document: string,
  variables: object = {},
): Promise<Outcome> {
  const trusted = { [hashOf(document)]: document };
  const { gateway, ask, upstream } = await startGateway({ limits, documents: { trusted } });
  readableDemo(upstream);
  const errors =
    way === 'POST'
      ? (await ask(document, variables)).errors
      : await get(gateway, {
          ...(way === 'GET' ? { query: document } : { documentId: hashOf(document) }),
          variables: JSON.stringify(variables),
        });
  const codes = errors.map(({ extensions }) => extensions.code);
  return { codes, errors, upstreamCalls: upstream.requests.length };
}

async function get(
  gateway: TestGateway['gateway'],
  params: Readonly<Record<string, string>>,
): Promise<readonly ClientError[]> {
  const url = `http://127.0.0.1/graphql?${new URLSearchParams(params)}`;
  const authorization = `Bearer ${DEMO_CREDENTIAL}`;
  const response = await gateway.fetch(
    new Request(url, { headers: { 'graphql-preflight': '1', authorization } }),
  );
  return JSON.parse(await response.text()).errors ?? [];
}

const DEEP = '{ tokens { nodes { policies { permissionGroups { meta { key } } } } } }';

/** The size of each document: accepted at that limit, refused at one less. */
const MEASURED = [
  ['lexicalTokens', 6, COUNT, {}],
  ['depth', 6, DEEP, {}],
  [
    'depth',
    3,
    'fragment F on Query { tokens { ...G } } fragment G on TokenConnection { nodes { id } } { ...F }',
    {},
  ],
  ['depth', 3, '{ ... on Query { tokens { ... { nodes { id } } } } }', {}],
  ['aliases', 2, '{ a: tokens { totalCount } b: __typename }', {}],
  ['aliases', 4, 'fragment F on Query { a: __typename } { ...F ...F ...F b: __typename }', {}],
  [
    'directives',
    3,
    '{ __typename @skip(if: false) @include(if: true) ... @skip(if: true) { __typename } }',
    {},
  ],
  [
    'directives',
    3,
    'fragment F on Query { __typename @skip(if: false) } { ...F ...F @include(if: true) }',
    {},
  ],
  ['cost', 1, '{ __typename }', {}],
  ['cost', 2, '{ a: __typename b: __typename }', {}],
  ['cost', 1 + 20, COUNT, {}],
  ['cost', 1 + 7 * 2, '{ tokens(first: 7) { nodes { id } } }', {}],
  ['cost', 1 + 7 * 2, '{ tokens(last: 7) { nodes { id } } }', {}],
  ['cost', 1 + 7 * 2, '{ tokens(first: null, last: 7) { nodes { id } } }', {}],
  ['cost', 1 + 1, '{ tokens(first: 0) { totalCount } }', {}],
  ['cost', 1 + 7 * 3, '{ tokens(first: 7) { nodes { __typename id } } }', {}],
  ['cost', 1 + 3, '{ nodes(ids: ["a", "b", "c"]) { id } }', {}],
  ['cost', 2, '{ token(id: "a") { id } }', {}],
  ['cost', 1 + 7, 'query ($n: Int) { tokens(first: $n) { totalCount } }', { n: 7 }],
  ['cost', 1 + 20, 'query ($n: Int) { tokens(first: $n) { totalCount } }', { n: null }],
  ['cost', 1 + 7, 'query ($n: Int = 3) { tokens(first: $n) { totalCount } }', { n: 7 }],
  // A variable that is not given counts as a full page: only execution knows its default.
  ['cost', 1 + 100, 'query ($n: Int = 7) { tokens(first: $n) { totalCount } }', {}],
  ['cost', 1 + 2, 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b'] }],
  ['cost', 1 + 100, 'query ($ids: [ID!]! = ["a"]) { nodes(ids: $ids) { id } }', {}],
  [
    'cost',
    1 + 7 * 2 * 2,
    'fragment F on TokenConnection { nodes { id } } { tokens(first: 7) { ...F ...F } }',
    {},
  ],
  // Fields that a directive leaves out count, too, and so do all operations of the document.
  ['cost', 2, '{ __typename @skip(if: true) a: __typename }', {}],
] as const satisfies readonly (readonly [keyof Limits, number, string, object])[];

const CODES = {
  lexicalTokens: 'TOKEN_LIMIT_EXCEEDED',
  depth: 'DEPTH_LIMIT_EXCEEDED',
  aliases: 'ALIAS_LIMIT_EXCEEDED',
  directives: 'DIRECTIVE_LIMIT_EXCEEDED',
  cost: 'COST_LIMIT_EXCEEDED',
} as const;

describe.each<Way>(['POST', 'GET', 'hash'])('a document that is sent by %s', (way) => {
  test.each(MEASURED)('has %s of %i: %s %j', async (name, size, document, variables) => {
    const within = await execute(way, { ...UNLIMITED, [name]: size }, document, variables);
    const beyond = await execute(way, { ...UNLIMITED, [name]: size - 1 }, document, variables);

    expect(within.codes).toEqual([]);
    expect(beyond.codes).toEqual([CODES[name]]);
    expect(beyond.errors[0]?.message).toContain(`exceeds the limit of ${size - 1}`);
    const measure = name === 'lexicalTokens' ? 'tokens' : name;
    expect(beyond.errors[0]?.message).toContain(measure);
    expect(beyond.upstreamCalls).toBe(0);
  });

  test('names every limit that it exceeds', async () => {
    const document = '{ a: tokens @skip(if: false) { totalCount } }';
    const limits = { ...UNLIMITED, depth: 1, aliases: 0, directives: 0, cost: 1 };

    const { codes } = await execute(way, limits, document);

    expect(codes).toEqual([CODES.depth, CODES.aliases, CODES.directives, CODES.cost]);
  });

  test.each([100, 1_000])('that would grow to 2 ** %i fields is refused', async (levels) => {
    const bomb = `{ ...F${levels} } fragment F0 on Query { __typename } ${times(
      levels,
      (level) => `fragment F${level + 1} on Query { ...F${level} ...F${level} }`,
    )}`;

    const { codes } = await execute(way, { ...UNLIMITED, cost: DEFAULT_LIMITS.cost }, bomb);

    expect(codes).toEqual([CODES.cost]);
  });

  test('whose fragments spread themselves is not valid', async () => {
    const document =
      '{ ...F } fragment F on Query { a: __typename ...G } fragment G on Query { ...F }';

    const { codes } = await execute(way, UNLIMITED, document);

    expect(new Set(codes)).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
  });
});

describe('by default', () => {
  const typeOf = (levels: number) =>
    `{ __type(name: "Token") ${'{ ofType '.repeat(levels)}{ name }${' }'.repeat(levels)} }`;
  const names = (count: number) => times(count, (index) => `name${index}: __typename`);
  const skips = (count: number) =>
    `{ ${times(count, () => '... @skip(if: true) { __typename }')} }`;
  // Each row costs 55: nodes, and 54 fields.
  const ROWS = `fragment Rows on TokenConnection { nodes { ${times(54, () => '__typename')} } }`;
  const lists = `${times(9, (index) => `list${index}: tokens(first: 100) { ...Rows }`)}
    tokens(first: 7) { ...Rows }`;
  const typeNames = (count: number) => times(count, () => '__typename');
  const FRAGMENT = 'fragment F on Query { __typename }';
  const spreads = times(495, () => '...F');
  const documentsOf = {
    // A spread has two tokens; the rest of the document has nine.
    lexicalTokens: [
      `${FRAGMENT} { __typename ${spreads} }`,
      `${FRAGMENT} { __typename id ${spreads} }`,
    ],
    depth: [typeOf(14), typeOf(15)],
    aliases: [`{ ${names(30)} }`, `{ ${names(31)} }`],
    directives: [skips(50), skips(51)],
    cost: [`{ ${lists} ${typeNames(105)} } ${ROWS}`, `{ ${lists} ${typeNames(106)} } ${ROWS}`],
  } as const;

  test.each(Object.keys(documentsOf) as (keyof typeof documentsOf)[])(
    'the limit on %s is that of the documents',
    async (name) => {
      const [within, beyond] = documentsOf[name];

      expect((await execute('POST', {}, within)).codes).toEqual([]);
      const { codes, errors } = await execute('POST', {}, beyond);
      expect(codes).toEqual([CODES[name]]);
      expect(errors[0]?.message).toContain(String(DEFAULT_LIMITS[name]));
    },
  );

  test('a thousand lists are too many; without limits they cost two thousand', async () => {
    const lists = `{ ${times(1_000, (i) => `a${i}: tokens(first: 1) { totalCount }`)} }`;

    expect((await execute('POST', {}, lists)).codes).toEqual([CODES.lexicalTokens]);
    expect((await execute('POST', { ...UNLIMITED, aliases: 30 }, lists)).codes).toEqual([
      CODES.aliases,
    ]);
    expect((await execute('POST', { ...UNLIMITED, cost: 1_999 }, lists)).codes).toEqual([
      CODES.cost,
    ]);
    expect((await execute('POST', { ...UNLIMITED, cost: 2_000 }, lists)).codes).toEqual([]);
  });

  test('the introspection query of common tools is accepted', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const query = getIntrospectionQuery({
      ...{ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true },
      ...{ schemaDescription: true, inputValueDeprecation: true, oneOf: true },
    });

    expect((await execute('POST', {}, query)).codes).toEqual([]);
  });
});

describe('a body', () => {
  const ofSize = (bytes: number) => JSON.stringify({ query: '{ __typename }' }).padEnd(bytes);
  const size = DEFAULT_LIMITS.bodyBytes;

  test.each([
    [size, undefined],
    [size + 1, 'PAYLOAD_TOO_LARGE'],
    [size * 10, 'PAYLOAD_TOO_LARGE'],
  ])('of %i bytes: %s', async (bytes, code) => {
    const { gateway } = await startGateway();
    const origin = await serve(gateway.listener);
    const head =
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n' +
      'Content-Type: application/json\r\n';
    const body = ofSize(bytes);
    const chunks = body
      .match(/.{1,50000}/g)
      ?.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
      .join('');

    const whole = await sendBytes(origin, `${head}Content-Length: ${bytes}\r\n\r\n${body}`);
    // Without a Content-Length.
    const chunked = await sendBytes(
      origin,
      `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`,
    );

    for (const answer of [whole, chunked]) {
      expect(answer).toMatch(code ? /^HTTP\/1.1 413 / : /^HTTP\/1.1 200 /);
      const [json = ''] = /\{.*\}/.exec(answer) ?? [];
      const [error] = JSON.parse(json).errors ?? [];
      expect(error?.extensions.code).toBe(code);
      if (code) expect(error.message).toContain(`limit of ${size} bytes`);
    }
  });

  test.each(['[{"query":"{ __typename }"}]', '[]', '["x"]'])(
    'that asks for several operations is refused: %s',
    async (body) => {
      const { gateway } = await startGateway();
      const headers = { 'content-type': 'application/json' };

      const response = await gateway.fetch(
        new Request('http://127.0.0.1/graphql', { method: 'POST', headers, body }),
      );

      expect(response.status).toBe(400);
      expect(JSON.parse(await response.text()).errors[0]).toMatchObject({
        message: 'Batching is not supported.',
        extensions: { code: 'BAD_REQUEST' },
      });
    },
  );
});

describe('the time of an operation', () => {
  test.each(PATHS)(
    'has a limit, which aborts the upstream call, too: %s',
    async (_path, compiledPath) => {
      const clock = createTestClock();
      const options = { compiledPath, operationTimeoutMs: 5_000 };
      const { ask, upstream } = await startGateway(options, { clock });
      upstream.injectFault({ kind: 'hang' });
      upstream.onRequest(() => clock.advance(5_000));

      const { errors } = await ask(COUNT);

      expect(errors[0]).toMatchObject({
        path: ['tokens'],
        extensions: { code: 'OPERATION_TIMEOUT' },
      });
      expect(errors[0]?.message).toContain('5000 ms');
      await upstream.requests[0]?.aborted;
      expect(upstream.requests).toHaveLength(1);
    },
  );

  test('and succeeds just under it', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({ operationTimeoutMs: 5_000 }, { clock });
    upstream.onRequest(() => clock.advance(4_999));

    expect((await ask(COUNT)).errors).toEqual([]);
  });
});

describe('introspection', () => {
  const SCHEMA = [
    '{ __schema { queryType { name } } }',
    '{ __type(name: "Query") { name } }',
    '{ ...F } fragment F on Query { a: __schema { types { name } } }',
  ];
  const GUESSES = [
    ['{ token { id } tokns { totalCount } }', {}],
    ['{ tokens(frist: 3) { totalCount } }', {}],
    ['{ tokens(direction: ASX) { totalCount } }', {}],
    ['{ ... on Tokn { id } }', {}],
    ['{ tokens }', {}],
    ['query ($d: SortDirection) { tokens(direction: $d) { totalCount } }', { d: 'ASX' }],
  ] as const;

  test.each(SCHEMA)('can be switched off: %s', async (document) => {
    const on = await startGateway();
    const off = await startGateway({ introspection: false });

    expect((await on.ask(document)).errors).toEqual([]);
    const { errors, data } = await off.ask(document);
    expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(data).toBeUndefined();
    expect((await off.ask('{ __typename }')).errors).toEqual([]);
  });

  test.each(GUESSES)('removes suggestions of names, too: %s', async (document, variables) => {
    const on = await startGateway();
    const off = await startGateway({ introspection: false });
    const messages = async ({ ask }: TestGateway) =>
      (await ask(document, variables)).errors.map(({ message }) => message).join();

    expect(await messages(on)).toContain('Did you mean');
    expect(await messages(off)).not.toBe('');
    expect(await messages(off)).not.toContain('Did you mean');
  });

  test('a client’s own words are not removed', async () => {
    const { ask } = await startGateway({ introspection: false });
    const document = 'query ($n: Int) { tokens(first: $n) { totalCount } }';

    const { errors } = await ask(document, { n: 'Did you mean what? Did you mean ' });

    expect(errors[0]?.message).toContain('"Did you mean what? Did you mean "');
    expect(errors[0]?.message).toContain('Int cannot represent');
  });
});

test('GraphiQL can be switched off', async () => {
  const on = (await startGateway()).gateway;
  const off = (await startGateway({ graphiql: false })).gateway;
  const headers = { accept: 'text/html' };
  const statuses = (gateway: TestGateway['gateway']) =>
    Promise.all(
      ['/', '/graphql', `/graphql?query=${encodeURIComponent(COUNT)}`].map(
        async (path) =>
          (await gateway.fetch(new Request(`http://127.0.0.1${path}`, { headers }))).status,
      ),
    );

  expect(await statuses(on)).toEqual([302, 200, 200]);
  // A request for the page gets no answer to a query either.
  expect(await statuses(off)).toEqual([404, 403, 403]);
});
