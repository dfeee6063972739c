import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/config/defaults.ts';
import { CREDENTIALS, DEMO_CREDENTIAL, type Fault } from '../../../src/emulator/index.ts';
import { execute } from '../../../src/execution/execute.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { Failure } from '../../../src/model/failure.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';
import { createOperations } from '../../../src/server/compiled/operations.ts';
import { createResponseCache } from '../../../src/server/compiled/response-cache.ts';
import { createTestClock } from '../../support/clock.ts';
import { readDocument } from '../../support/documents.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { operations } from '../../support/operations.ts';

const SEED = 20_261_124;
const OPERATIONS = 500;
const EVERY_FIELD = readDocument('schema/operations/every-field.graphql');
const IDS = 'query ($first: Int) { tokens(first: $first) { totalCount nodes { id } } }';

interface Question {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a caller can tell of an answer. The order of errors and the id of a request say nothing. */
async function answerOf({ gateway }: TestGateway, { body, headers }: Question) {
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
  const { 'x-request-id': _, ...others } = Object.fromEntries(named);
  return { status: response.status, headers: others, body: bodyOf(await response.text()) };
}

function bodyOf(text: string): unknown {
  if (!text.startsWith('{')) return text;
  const { errors, ...rest } = JSON.parse(text);
  const sorted = errors?.map((error: unknown) => JSON.stringify(error)).sort();
  return { ...rest, errors: sorted };
}

type Answer = Awaited<ReturnType<typeof answerOf>>;

/**
 * Where an error has reached the root, the specification leaves open which others are told: the
 * ordinary way tells what it knew by then, the lane what stands before. Both tell one at least.
 */
function comparable({ status, headers, body }: Answer, { body: other }: Answer) {
  if (!isObject(body) || !isObject(other)) return { status, headers, body };
  if (body['data'] !== null || other['data'] !== null) return { status, headers, body };
  const told = other['errors'] as readonly string[];
  const errors = (body['errors'] as readonly string[]).filter((error) => told.includes(error));
  expect(errors).not.toEqual([]);
  return { status, headers: { ...headers, 'content-length': '' }, body: { ...body, errors } };
}

/** The lane and the ordinary way, over upstreams that are alike. */
async function openBoth(options: GatewayOptions = {}) {
  const [lane, ordinary] = await Promise.all(
    [true, false].map((compiledPath) =>
      startGateway({ ...options, compiledPath }, { clock: createTestClock(), random: () => 0 }),
    ),
  );
  if (!lane || !ordinary) throw new Error('both were started');
  async function expectSame(question: Question) {
    const [own, wanted] = await Promise.all([
      answerOf(lane as TestGateway, question),
      answerOf(ordinary as TestGateway, question),
    ]);
    expect(comparable(own, wanted)).toEqual(comparable(wanted, own));
    return own;
  }
  return { lane, ordinary, expectSame };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const json = (query: unknown, rest: object = {}) => JSON.stringify({ query, ...rest });
const ONE = '{ tokens(first: 1) { nodes { id } } }';
const TWO = 'query A { __typename } query B { tokens(first: 1) { totalCount } }';
const SWITCHED = `query ($skip: Boolean = false, $with: Boolean!) {
  tokens(first: 2) { totalCount @skip(if: $skip) nodes @include(if: $with) { id } }
}`;

const BODIES: readonly (readonly [string, Question['body']])[] = [
  ['a byte order mark', `\ufeff${json(ONE)}`],
  ['nothing', ''],
  ['blanks', ' \n'],
  ['more than the limit', json(`{ a: __typename ${' '.repeat(100_000)}}`)],
  ['no UTF-8', Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xff]), Buffer.from('"}')])],
  [
    'no UTF-8 in a string',
    new Uint8Array(Buffer.from(`${json('{ token(id: "\xff") { id } }')}`, 'latin1')),
  ],
  ['__proto__', `{"query":"${ONE}","__proto__":{"variables":{}}}`],
  ['__proto__ as a variable', `{"query":"${ONE}","variables":{"__proto__":{"a":1}}}`],
  ['a list', `[${json(ONE)}]`],
  ['null', 'null'],
  ['one name twice', `{"query":"{ nope }","query":"${ONE}"}`],
  ['a parameter that is unknown', json(ONE, { other: 1 })],
  ['null variables', json(ONE, { variables: null })],
  ['variables as text', json(ONE, { variables: '{}' })],
  ['variables as a list', json(ONE, { variables: [] })],
  ['extensions as a list', json(ONE, { extensions: [] })],
  ['no query', '{}'],
  ['an empty query', json('')],
  ['null for a query', json(null)],
  ['the name of none', json(ONE, { operationName: 'Nope' })],
  ['an empty name', json(ONE, { operationName: '' })],
  ['no name of two', json(TWO)],
  ['a null name of two', json(TWO, { operationName: null })],
  ['an empty name of two', json(TWO, { operationName: '' })],
  ['the first of two', json(TWO, { operationName: 'A' })],
  ['the second of two', json(TWO, { operationName: 'B' })],
  ['the name __proto__', json(TWO, { operationName: '__proto__' })],
  ['a variable of a wrong type', json(IDS, { variables: { first: 'x' } })],
  ['a variable that is a fraction', json(IDS, { variables: { first: 1.5 } })],
  ['a variable out of range', json(IDS, { variables: { first: 101 } })],
  ['a variable that is negative', json(IDS, { variables: { first: -1 } })],
  ['a variable that is null', json(IDS, { variables: { first: null } })],
  ['a variable too many', json(IDS, { variables: { first: 1, other: 2 } })],
  ['no variable where one must be', json('query ($id: ID!) { token(id: $id) { id } }')],
  [
    'a required one that is null',
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
      [`switches ${JSON.stringify(variables)}`, json(SWITCHED, { variables })] as const,
  ),
  ['nothing selected', json('{ tokens @skip(if: true) { totalCount } }')],
  ['a root merged', json('{ tokens(first: 1) { totalCount } tokens(first: 1) { nodes { id } } }')],
  ['an alias __proto__', json('{ __proto__: tokens(first: 1) { totalCount } }')],
  ['an alias __proto__ inside', json('{ tokens(first: 1) { __proto__: totalCount } }')],
  ['the schema', json('{ __schema { queryType { name } } }')],
  ['a mutation', json('mutation { a }')],
  ['a mutation of what can be read', json('mutation { __typename tokens { totalCount } }')],
  [
    'a query and a mutation, without a name',
    json('query A { __typename } mutation B { __typename }'),
  ],
  ['a subscription', json('subscription { a }')],
  ['a document that is wrong', json('{ nope }')],
  ['a document that is none', json('{')],
  ['no token of that id', json('{ token(id: "nope") { id } }')],
  ['no id', json('{ token(id: "../..") { id } }')],
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
    'a wrong cursor and more',
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
  ...['no-cache', 'no-store', 'max-age=0', 'max-age=10', ''].map((wish) => ({
    'cache-control': wish,
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
  ['a server error, for ever', { kind: 'answer', status: 502, body: 'x' }, 20],
  ['a server error, once', { kind: 'answer', status: 502, body: 'x' }, 1],
  ['a refusal', { kind: 'answer', status: 418, body: 'x' }, 20],
  ['a limit', { kind: 'answer', status: 429, body: {}, headers: { 'retry-after': '7' } }, 20],
  ['a reset', { kind: 'reset' }, 20],
  ['half an answer', { kind: 'truncate' }, 20],
  [
    'rows that are none',
    {
      kind: 'answer',
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

describe('the lane answers as the ordinary way does', () => {
  test.each(BODIES)('a body: %s', async (_what, body) => {
    const { expectSame } = await openBoth();

    for (const accept of ['application/json', 'application/graphql-response+json']) {
      await expectSame({ body, headers: { accept } });
    }
  });

  test('whatever the headers are', async () => {
    const { expectSame } = await openBoth({ corsOrigins: ['https://app.example.com'] });

    for (const headers of HEADERS) {
      for (const body of [json(ONE), json('{ tokens(first: 101) { totalCount } }')]) {
        await expectSame({ body, headers });
      }
    }
  });

  test('whoever is the demonstration’s guest', async () => {
    const { expectSame } = await openBoth({ demoToken: DEMO_CREDENTIAL });

    for (const headers of HEADERS) await expectSame({ body: json(ONE), headers });
  });

  const folder = join(import.meta.dirname, '../../../schema/operations');
  test.each(readdirSync(folder))('%s', async (name) => {
    const { lane, expectSame } = await openBoth();
    const query = readDocument(`schema/operations/${name}`);
    const [{ id }] = lane.upstream.account(CREDENTIALS.seven).tokens as [{ id: string }];

    for (const credential of [DEMO_CREDENTIAL, CREDENTIALS.seven, CREDENTIALS.empty]) {
      const headers = { authorization: `Bearer ${credential}` };
      await expectSame({ body: json(query, { variables: { id, first: 7 } }), headers });
    }
  });

  test.each(FAULTS)('upstream: %s', async (_what, fault, times) => {
    const queries = [
      ONE,
      `{ a: token(id: "${'a'.repeat(32)}") { id } b: node(id: "eA==") { id } __typename }`,
    ];
    for (const query of queries) {
      const { lane, ordinary, expectSame } = await openBoth();
      for (const { upstream } of [lane, ordinary]) upstream.trouble(fault, times);
      await expectSame({ body: json(query) });
    }
  });

  test(`${OPERATIONS} random operations`, async () => {
    const { lane, expectSame } = await openBoth({ cacheTtlMs: 3_600_000 });
    const introspection = await lane.ask(getIntrospectionQuery());
    const first = await lane.ask('{ tokens(first: 5) { edges { cursor node { id } } } }');
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

const TTL_MS = 5_000;
const SECRET = 'a_list_of_the_fast_lane_0000000000000000';
const OTHER_SECRET = 'another_list_of_the_fast_lane_0000000000';
const IDS_OF = 'query ($first: Int) { tokens(first: $first) { nodes { id } } }';
const NO_CACHE = { 'cache-control': 'no-cache' };
const row = (id: string) => ({ id, policies: [] });

/** A lane that takes all, over a list that can change, at a time that the test says. */
async function openLane(options: GatewayOptions = {}) {
  const clock = createTestClock();
  const lane = await startGateway(
    { cacheTtlMs: TTL_MS, compiledPath: true, ...options },
    { clock, random: () => 0 },
  );
  const list = ['a', 'b', 'c'].map(row);
  lane.upstream.addAccount(SECRET, list);

  async function idsBy(headers = {}, credential = SECRET, variables = { first: 2 }) {
    const { data, errors } = await lane.ask(IDS_OF, variables, { credential, headers });
    expect(errors).toEqual([]);
    return data.tokens.nodes.map(({ id }: { id: string }) => id);
  }
  /** What each operation cost: calls, pages joined, pages kept. */
  function costs() {
    return lane.lines
      .filter(({ message }) => message === 'operation')
      .map(({ fields }) => [fields['upstreamCalls'], fields['coalesced'], fields['cacheHits']]);
  }
  return { ...lane, clock, list, idsBy, costs };
}

describe('an answer that is kept', () => {
  test('costs no call, and its line says so; its request id is the caller’s own', async () => {
    const { ask, idsBy, costs, upstream, lines } = await openLane();

    const first = await idsBy({ 'x-request-id': 'one' });
    expect(await idsBy({ 'x-request-id': 'two' })).toEqual(first);
    const { headers } = await ask(
      IDS_OF,
      { first: 2 },
      { credential: SECRET, headers: { 'x-request-id': 'three' } },
    );

    expect(upstream.requests).toHaveLength(1);
    expect(costs()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect(lines.map(({ fields }) => fields['requestId'])).toEqual(['one', 'two', 'three']);
    expect(headers.get('x-request-id')).toBe('three');
  });

  test('is held no moment longer than its pages', async () => {
    const { idsBy, list, clock, upstream } = await openLane();

    await idsBy();
    list.unshift(row('new'));
    clock.advance(TTL_MS - 1);
    expect(await idsBy()).toEqual(['a', 'b']);
    clock.advance(1);
    expect(await idsBy()).toEqual(['new', 'a']);
    expect(upstream.requests).toHaveLength(2);
  });

  test('is no younger than the page that it was made of', async () => {
    const { ask, idsBy, list, clock } = await openLane();

    await ask('{ tokens(first: 2) { totalCount nodes { id } } }', {}, { credential: SECRET });
    clock.advance(TTL_MS - 1);
    await idsBy();
    list.unshift(row('new'));
    clock.advance(1);

    expect(await idsBy()).toEqual(['new', 'a']);
  });

  test('is for no other credential, variable or accepted type', async () => {
    const { ask, idsBy, upstream } = await openLane();
    upstream.addAccount(OTHER_SECRET, [row('other')]);

    expect(await idsBy()).toEqual(['a', 'b']);
    expect(await idsBy({}, OTHER_SECRET)).toEqual(['other']);
    expect(await idsBy({}, SECRET, { first: 1 })).toEqual(['a']);
    const accept = 'application/graphql-response+json';
    const { headers } = await ask(
      IDS_OF,
      { first: 2 },
      { credential: SECRET, headers: { accept } },
    );
    expect(headers.get('content-type')).toContain(accept);
    const nobody = await ask(IDS_OF, { first: 2 }, { credential: null });
    expect(nobody.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('says to each origin what is for that one', async () => {
    const origins = ['https://a.example', 'https://b.example'];
    const { ask } = await openLane({ corsOrigins: origins });
    const allowed = [];

    for (const origin of [...origins, 'https://evil.example']) {
      const { headers } = await ask(
        IDS_OF,
        { first: 2 },
        { credential: SECRET, headers: { origin } },
      );
      allowed.push(headers.get('access-control-allow-origin'));
    }

    expect(allowed).toEqual([...origins, null]);
  });

  test('is passed by with no-cache, and nothing older is shown after that', async () => {
    const { ask, idsBy, list } = await openLane();
    const asked = [IDS_OF, '{ tokens(first: 2) { nodes { id name } } }'];
    const all = () =>
      Promise.all(
        asked.map((text) => ask(text, { first: 2 }, { credential: SECRET }).then(firstOf)),
      );

    expect(await all()).toEqual(['a', 'a']);
    list.unshift(row('new'));
    expect(await idsBy(NO_CACHE)).toEqual(['new', 'a']);
    expect(await all()).toEqual(['new', 'new']);
  });

  test('is none that has errors, and none that says there is no such token', async () => {
    const { ask, idsBy, list, upstream } = await openLane();
    const byId = () =>
      ask('query ($id: ID!) { token(id: $id) { id } }', { id: 'new' }, { credential: SECRET });

    upstream.trouble({ kind: 'answer', status: 418, body: 'a teapot' });
    expect((await ask(IDS_OF, { first: 2 }, { credential: SECRET })).errors).toHaveLength(1);
    expect(await idsBy()).toEqual(['a', 'b']);

    expect((await byId()).data).toEqual({ token: null });
    list.push(row('new'));
    expect((await byId()).data).toEqual({ token: { id: 'new' } });
  });

  test('is none where nothing may be kept', async () => {
    const { idsBy, costs } = await openLane({ cacheTtlMs: 0 });

    await idsBy();
    await idsBy();

    expect(costs()).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });

  test('makes room for documents: of many that are large the oldest is compiled anew', () => {
    const find = createOperations({ schema, limits: DEFAULT_LIMITS, introspection: true });
    const everything = EVERY_FIELD.slice(EVERY_FIELD.indexOf('fragment EveryTokenField'));
    const fieldsOf = (n: number, tokens = 25) => {
      const aliases = Array.from({ length: tokens }, (_, at) => `t${at}: token(id: "${at}")`);
      const selections = aliases.map((alias) => `${alias} { ...EveryTokenField }`);
      const text = `query Q${n} { ${selections.join(' ')} } ${everything}`;
      return find(text, { variables: {}, operationName: null })?.fields;
    };

    const first = fieldsOf(0);
    expect(first).toHaveLength(25);
    expect(fieldsOf(0)).toBe(first);
    for (let n = 1; n <= 60; n += 1) fieldsOf(n);
    expect(fieldsOf(0)).not.toBe(first);
    expect(fieldsOf(0)).toHaveLength(25);
    // More fields than this lane compiles: the ordinary way answers.
    const many = { ...DEFAULT_LIMITS, aliases: 3_000, tokens: 10_000 };
    const findMany = createOperations({ schema, limits: many, introspection: true });
    const text = `{ ${Array.from({ length: 2_001 }, (_, n) => `a${n}: __typename`).join(' ')} }`;
    expect(findMany(text, { variables: {}, operationName: null })).toBeNull();
  });

  test('keeps nothing of what callers sent with documents that it has compiled', async () => {
    const find = createOperations({ schema, limits: DEFAULT_LIMITS, introspection: true });
    async function run(text: string): Promise<WeakRef<object>> {
      const variables = { ids: ['x'], after: 'x' };
      const operation = find(text, { variables, operationName: null });
      if (operation === null) throw new Error('not for the lane');
      const { errors } = await execute(operation.fields, NOBODY, operation.variables);
      expect(errors).not.toEqual([]);
      return new WeakRef(operation.variables);
    }

    const held = [
      await run('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }'),
      await run('query ($after: String) { tokens(first: 5, after: $after) { totalCount } }'),
    ];
    await collectGarbage();

    expect(held.map((reference) => reference.deref())).toEqual([undefined, undefined]);
  });

  test('makes room: of more bytes than may be kept the oldest goes', () => {
    const kept = createResponseCache(createTestClock());
    const stats = { ...createUpstreamStats(), pages: 1 };
    const body = Buffer.alloc(1024 * 1024);
    const outcome = { status: 200, body, headers: [], codes: new Set<string>(), stats };
    const keep = (n: number) =>
      kept.store(`${n}`, { ...outcome, operationName: null, documentHash: '' });

    for (let n = 0; n < 40; n += 1) keep(n);

    const held = Array.from({ length: 40 }, (_, n) => kept.lookup('caller', `${n}`) !== null);
    expect(held[0]).toBe(false);
    expect(held[39]).toBe(true);
    expect(held.filter((is) => is).length).toBeLessThanOrEqual(32);
  });
});

/** A context in which nothing can be read. */
const NOBODY = {
  loaders() {
    throw new Failure('UNAUTHENTICATED', 'nobody');
  },
};

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  // What was looked at in this turn is held until its end.
  await new Promise(setImmediate);
  collect();
}

// biome-ignore lint/suspicious/noExplicitAny: what the documents above ask for
const firstOf = ({ data }: { data: any }): string => data.tokens.nodes[0].id;

describe('equal requests at one instant', () => {
  test('a thousand cost one call and one execution, and their lines say so', async () => {
    const { idsBy, costs, upstream } = await openLane({ cacheTtlMs: 0 });

    const answers = await Promise.all(Array.from({ length: 1_000 }, () => idsBy()));

    for (const answer of answers) expect(answer).toEqual(['a', 'b']);
    expect(upstream.requests).toHaveLength(1);
    const joined = costs().filter(([calls, pages]) => calls === 0 && pages === 1);
    expect(joined).toHaveLength(999);
  });

  test('of another credential, other variables or another type are answered each for itself', async () => {
    const { ask, upstream } = await openLane({ cacheTtlMs: 0 });
    upstream.addAccount(OTHER_SECRET, [row('other')]);
    const accept = 'application/graphql-response+json';

    const [one, other, less, typed] = await Promise.all([
      ask(IDS_OF, { first: 2 }, { credential: SECRET }),
      ask(IDS_OF, { first: 2 }, { credential: OTHER_SECRET }),
      ask(IDS_OF, { first: 1 }, { credential: SECRET }),
      ask(IDS_OF, { first: 2 }, { credential: SECRET, headers: { accept } }),
    ]);

    expect([one, other, less].map(firstOf)).toEqual(['a', 'other', 'a']);
    expect(less.data.tokens.nodes).toHaveLength(1);
    expect(one.headers.get('content-type')).toContain('application/json');
    expect(typed.headers.get('content-type')).toContain(accept);
  });

  test('share a failure once, with its headers, and it is not kept', async () => {
    const { ask, idsBy, upstream, clock } = await openLane();
    const headers = { 'retry-after': '7' };
    upstream.trouble({ kind: 'answer', status: 429, body: {}, headers });
    const asked = () => ask(IDS_OF, { first: 2 }, { credential: SECRET });

    const failed = await Promise.all([asked(), asked(), asked()]);
    clock.advance(7_000);

    for (const answer of failed) {
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
      expect(answer.headers.get('retry-after')).toBe('7');
    }
    expect(await idsBy()).toEqual(['a', 'b']);
    expect(upstream.requests).toHaveLength(2);
  });

  test('who leaves leaves alone, whether first or later', async () => {
    for (const leaver of [0, 1]) {
      const { ask, upstream } = await openLane({ cacheTtlMs: 0 });
      const leave = new AbortController();
      upstream.onRequest(() => leave.abort());

      const asked = [0, 1, 2].map((n) =>
        ask(
          IDS_OF,
          { first: 2 },
          { credential: SECRET, ...(n === leaver && { signal: leave.signal }) },
        ).catch(() => null),
      );
      const stayed = (await Promise.all(asked)).filter((_, n) => n !== leaver);

      expect(stayed.map((answer) => answer && firstOf(answer))).toEqual(['a', 'a']);
      expect(upstream.requests).toHaveLength(1);
    }
  });

  test('with the last one who leaves the call ends, and the next one asks anew', async () => {
    const { ask, idsBy, upstream } = await openLane();
    const leave = new AbortController();
    upstream.trouble({ kind: 'hang' });
    upstream.onRequest(() => leave.abort());
    const leaving = () =>
      ask(IDS_OF, { first: 2 }, { credential: SECRET, signal: leave.signal }).catch(() => null);

    await Promise.all([leaving(), leaving()]);
    await upstream.requests[0]?.aborted;

    expect(await idsBy()).toEqual(['a', 'b']);
    expect(upstream.requests).toHaveLength(2);
  });
});
