import { readFileSync } from 'node:fs';
import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import type { GatewayOptions, GatewayPorts } from '../../src/gateway.ts';
import { ERROR_STATUSES, type ErrorCode, statusOf } from '../../src/server/error-status.ts';
import type { Limits } from '../../src/server/limits/limits.ts';
import { brokenClock, createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const HASH = 'a'.repeat(64);
const persisted = { persistedQuery: { version: 1, sha256Hash: HASH } };

/** A request that leads to the code, and no data. */
interface Scenario {
  readonly params?: object;
  readonly body?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly options?: GatewayOptions;
  readonly ports?: GatewayPorts;
}

interface Row {
  readonly graphqlResponse: number;
  /** Default: the same. */
  readonly json?: number;
  /** Empty: only an error of a resolver, or nobody, meets this code. */
  readonly scenarios: readonly Scenario[];
}

const document = (query: string, rest: object = {}): Scenario => ({ params: { query, ...rest } });
const limited = (name: keyof Limits, query: string): Scenario => ({
  ...document(query),
  options: { limits: { [name]: 1 } },
});
/** The most fields that 1,000 tokens allow. */
const REPEATED = `{ ${'__typename '.repeat(998)}}`;

const ROWS: Readonly<Record<ErrorCode, Row>> = {
  BAD_REQUEST: {
    graphqlResponse: 400,
    scenarios: [
      { body: '{' },
      { body: '7' },
      { body: '[]' },
      { params: {} },
      { params: { query: 7 } },
      { params: { query: COUNT, variables: 'x' } },
      { params: { query: COUNT, nope: 1 } },
      { method: 'GET', path: '?query={a}&variables={', headers: { 'graphql-preflight': '1' } },
    ],
  },
  METHOD_NOT_ALLOWED: {
    graphqlResponse: 405,
    scenarios: [
      { method: 'PUT', body: '{}' },
      {
        ...{ method: 'GET', path: '?query=mutation{a}' },
        headers: { 'graphql-preflight': '1' },
      },
    ],
  },
  MISDIRECTED_REQUEST: {
    graphqlResponse: 421,
    scenarios: [
      {
        ...document(COUNT),
        headers: { host: 'evil.example' },
        options: { demoToken: DEMO_CREDENTIAL },
      },
    ],
  },
  NOT_ACCEPTABLE: {
    graphqlResponse: 406,
    scenarios: [{ ...document(COUNT), headers: { accept: 'image/png' } }],
  },
  PAYLOAD_TOO_LARGE: {
    graphqlResponse: 413,
    scenarios: [{ ...document(COUNT), options: { limits: { bodyBytes: 10 } } }],
  },
  PREFLIGHT_REQUIRED: { graphqlResponse: 403, scenarios: [{ method: 'GET' }] },
  UNSUPPORTED_MEDIA_TYPE: {
    graphqlResponse: 415,
    scenarios: [
      { body: 'x', headers: { 'content-type': 'application/xml' } },
      { ...document(COUNT), headers: { 'content-encoding': 'gzip' } },
    ],
  },
  ALIAS_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [limited('aliases', '{ a: __typename b: __typename }')],
  },
  COST_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [
      limited('cost', '{ a: __typename b: __typename }'),
      // Within the limit until the variables are known.
      {
        ...document('query ($n: Int) { tokens(first: $n) { totalCount } }', {
          variables: { n: 9 },
        }),
        options: { limits: { cost: 5 } },
      },
    ],
  },
  DEPTH_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [limited('depth', COUNT)],
  },
  DIRECTIVE_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [limited('directives', '{ __typename @skip(if: false) @include(if: true) }')],
  },
  DOCUMENT_NOT_TRUSTED: {
    ...{ graphqlResponse: 403, json: 200 },
    scenarios: [
      { ...document(COUNT), options: { documents: { trustedOnly: true } } },
      { params: { documentId: HASH }, options: { documents: { trustedOnly: true } } },
    ],
  },
  GRAPHQL_PARSE_FAILED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [document('{'), document('')],
  },
  GRAPHQL_VALIDATION_FAILED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [
      document('{ nope }'),
      document('mutation { __typename }'),
      document('subscription { __typename }'),
      document('subscription A { a } query B { __typename }', { operationName: 'B' }),
      {
        ...{ method: 'GET', path: '?query=subscription{a}' },
        headers: { 'graphql-preflight': '1' },
      },
    ],
  },
  NAME_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [
      limited('nameLength', '{ __typename }'),
      document('{ __typename }', { operationName: 'x'.repeat(257) }),
    ],
  },
  PERSISTED_QUERY_HASH_MISMATCH: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [
      {
        ...document(COUNT, { extensions: persisted }),
        options: { documents: { automatic: true } },
      },
    ],
  },
  PERSISTED_QUERY_NOT_FOUND: {
    ...{ graphqlResponse: 404, json: 200 },
    scenarios: [
      { params: { extensions: persisted }, options: { documents: { automatic: true } } },
      { params: { documentId: HASH }, options: { documents: { automatic: true } } },
    ],
  },
  PERSISTED_QUERY_NOT_SUPPORTED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [{ params: { extensions: persisted } }, { params: { documentId: HASH } }],
  },
  REPRESENTATION_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [
      limited('representations', '{ _entities(representations: [1, 2]) { __typename } }'),
    ],
  },
  RESPONSE_TOO_LARGE: {
    graphqlResponse: 400,
    scenarios: [
      { ...document('{ _service { sdl } }'), options: { limits: { responseBytes: 20 } } },
    ],
  },
  TOKEN_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [limited('lexicalTokens', COUNT)],
  },
  VALIDATION_LIMIT_EXCEEDED: {
    ...{ graphqlResponse: 400, json: 200 },
    scenarios: [document(REPEATED)],
  },
  AUTHENTICATION_UNAVAILABLE: { graphqlResponse: 503, scenarios: [] },
  BAD_USER_INPUT: {
    graphqlResponse: 400,
    scenarios: [
      document('query ($n: Int) { tokens(first: $n) { totalCount } }', { variables: { n: 'x' } }),
      document('query ($id: ID!) { token(id: $id) { id } }'),
    ],
  },
  CURSOR_EXPIRED: { graphqlResponse: 400, scenarios: [] },
  FORBIDDEN: { graphqlResponse: 403, scenarios: [] },
  LIST_TOO_LONG: { graphqlResponse: 400, scenarios: [] },
  OPERATION_RESOLUTION_FAILURE: {
    graphqlResponse: 400,
    scenarios: [
      document('{ __typename }', { operationName: 'Nope' }),
      document('query A { __typename } query B { __typename }'),
      document('fragment A on Query { __typename }'),
    ],
  },
  OPERATION_TIMEOUT: { graphqlResponse: 504, scenarios: [] },
  RATE_LIMITED: { graphqlResponse: 429, scenarios: [] },
  UNAUTHENTICATED: { graphqlResponse: 401, scenarios: [] },
  UPSTREAM_ERROR: { graphqlResponse: 502, scenarios: [] },
  UPSTREAM_INVALID_RESPONSE: { graphqlResponse: 502, scenarios: [] },
  UPSTREAM_TIMEOUT: { graphqlResponse: 504, scenarios: [] },
  UPSTREAM_UNAVAILABLE: { graphqlResponse: 503, scenarios: [] },
  ABORTED: { graphqlResponse: 499, scenarios: [] },
  INTERNAL_SERVER_ERROR: {
    graphqlResponse: 500,
    scenarios: [
      {
        ...document(COUNT),
        ports: {
          clock: {
            ...brokenClock(),
            now() {
              throw new Error('a bug of ours');
            },
          },
        },
      },
    ],
  },
};

const CODES = Object.keys(ERROR_STATUSES) as readonly ErrorCode[];
const SCENARIOS = CODES.flatMap((code) =>
  ROWS[code].scenarios.map((scenario) => [code, scenario] as const),
);
const JSON_TYPE = 'application/json';
const GRAPHQL_TYPE = 'application/graphql-response+json';
const expectedStatus = (code: ErrorCode, type: string) => {
  const { graphqlResponse, json = graphqlResponse } = ROWS[code];
  return type === JSON_TYPE ? json : graphqlResponse;
};

test('every code has a row', () => {
  expect(Object.keys(ROWS).sort()).toEqual([...CODES].sort());
});

test.each(['../../README.md', '../../docs/operations.md'])('every code is in %s', (path) => {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8');

  expect(CODES.filter((code) => !text.includes(`\`${code}\``))).toEqual([]);
});

test('the operator’s page has the status of every code', () => {
  const text = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const rows = Array.from(text.matchAll(/^\| (\d{3}) \| ([^|]*) \|$/gm), ([, status, codes]) => [
    Number(status),
    Array.from(codes?.matchAll(/`(\w+)`/g) ?? [], ([, code]) => code).sort(),
  ]);

  const statuses = [...new Set(Object.values(ERROR_STATUSES))].sort();
  const codesOf = (status: number) => CODES.filter((code) => ERROR_STATUSES[code] === status);
  expect(rows).toEqual(statuses.map((status) => [status, [...codesOf(status)].sort()]));
});

async function answerTo(
  { params, body, method = 'POST', path = '', headers, options, ports }: Scenario,
  accept: string,
  compiledPath: boolean,
) {
  const { send, upstream } = await startGateway({ compiledPath, ...options }, ports);
  const sent = params === undefined ? body : JSON.stringify(params);
  const response = await send(`/graphql${path}`, {
    method,
    headers: {
      authorization: `Bearer ${DEMO_CREDENTIAL}`,
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      accept,
      ...headers,
    },
    ...(sent !== undefined && { body: sent }),
  });
  return { response, answer: JSON.parse(await response.text()), upstream };
}

describe.each([
  ['the compiled path', true],
  ['Yoga’s path', false],
])('with %s, an answer without data', (_path, compiledPath) => {
  describe.each([GRAPHQL_TYPE, JSON_TYPE])('as %s has the status of', (type) => {
    test.each(SCENARIOS)('%s: %j', async (code, scenario) => {
      const { response, answer, upstream } = await answerTo(scenario, type, compiledPath);

      expect(answer.errors[0].extensions.code).toBe(code);
      expect(answer).not.toHaveProperty('data');
      expect(response.status).toBe(expectedStatus(code, type));
      expect(upstream.requests).toHaveLength(0);
    });
  });

  test('names the limit of validation', async () => {
    const { answer } = await answerTo(document(REPEATED), GRAPHQL_TYPE, compiledPath);

    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0].message).toContain('exceeds the limit of 10000 on comparisons');
  });
});

describe.each([
  ['the compiled path', true],
  ['Yoga’s path', false],
])('with %s, an error of a field leaves data, and the status is 200:', (_path, compiledPath) => {
  test.each([GRAPHQL_TYPE, JSON_TYPE])('no credential, as %s', async (accept) => {
    const { ask } = await startGateway({ compiledPath });

    const { status, data, errors } = await ask(
      COUNT,
      {},
      { credential: null, headers: { accept } },
    );

    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toMatchObject([{ path: ['tokens'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test.each([GRAPHQL_TYPE, JSON_TYPE])(
    'an operation that takes too long, as %s',
    async (accept) => {
      const clock = createTestClock();
      const { ask, upstream } = await startGateway(
        { compiledPath, operationTimeoutMs: 5_000 },
        { clock },
      );
      upstream.injectFault({ kind: 'hang' });
      upstream.onRequest(() => clock.advance(5_000));
      const document = '{ a: __typename token(id: "x") { id } }';

      const { status, data, errors } = await ask(document, {}, { headers: { accept } });

      expect({ status, data }).toEqual({ status: 200, data: { a: 'Query', token: null } });
      expect(errors).toMatchObject([{ path: ['token'], locations: [{ line: 1, column: 17 }] }]);
      expect(errors[0]?.extensions.code).toMatch(/^(OPERATION|UPSTREAM)_TIMEOUT$/);
    },
  );
});

describe.each([GRAPHQL_TYPE, JSON_TYPE] as const)('as %s', (type) => {
  const errorWith = (code: string) => new GraphQLError('why', { extensions: { code } });

  test.each(CODES)('%s has its status without data, and 200 with data', (code) => {
    expect(statusOf([errorWith(code)], false, type)).toBe(expectedStatus(code, type));
    expect(statusOf([errorWith(code)], true, type)).toBe(200);
  });

  test('the highest status of several errors counts, and a code without a row is a bug', () => {
    const errors = ['BAD_USER_INPUT', 'UPSTREAM_TIMEOUT', 'FORBIDDEN'].map(errorWith);

    expect(statusOf(errors, false, type)).toBe(504);
    expect(statusOf([errorWith('toString')], false, type)).toBe(500);
  });
});
