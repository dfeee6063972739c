import { describe, expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { startGateway } from '../support/gateway.ts';

const GRAPHQL_TYPE = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

interface ErrorInResponse {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

interface Response {
  readonly status: number;
  readonly type: string | null;
  readonly body: { readonly data?: unknown; readonly errors?: readonly ErrorInResponse[] };
}

interface Audit {
  /** Stable, as the ids of graphql-http are. */
  readonly id: string;
  readonly name: string;
  readonly params: object;
  readonly accept: string;
  readonly check: (response: Response) => void;
}

function audit(
  id: string,
  name: string,
  params: object,
  accept: string,
  check: Audit['check'],
): Audit {
  return { id, name, params, accept, check };
}

const FIRST = 'query First($n: Int) { tokens(first: $n) { totalCount } }';
const WHEN =
  'query ($when: Boolean = true) { node(id: "x") { id @include(if: $when) } __typename }';
const NOT_FOUND = 'a'.repeat(64);
const hash = { persistedQuery: { version: 1, sha256Hash: NOT_FOUND } };

/** Requests that are refused before any field is executed. */
const REQUEST_ERRORS: readonly (readonly [id: string, name: string, params: object])[] = [
  ['E100', 'a variable of a wrong type', { query: FIRST, variables: { n: '5' } }],
  ['E101', 'a variable out of range', { query: FIRST, variables: { n: 2 ** 31 } }],
  ['E102', 'a missing variable', { query: 'query ($id: ID!) { token(id: $id) { id } }' }],
  [
    ...(['E103', 'a null variable'] as const),
    { query: 'query ($id: ID!) { token(id: $id) { id } }', variables: { id: null } },
  ],
  ['E104', 'an operation that is unknown', { query: FIRST, operationName: 'Second' }],
  ['E105', 'no operation of two', { query: 'query A { __typename } query B { __typename }' }],
  ['E106', 'a mutation', { query: 'mutation { __typename }' }],
  ['E107', 'a subscription', { query: 'subscription { __typename }' }],
  ['E108', 'a document that is unknown', { extensions: hash }],
  ['E109', 'a document under another hash', { query: FIRST, extensions: hash }],
  [
    ...(['E110', 'a cost that variables decide'] as const),
    { query: 'query ($n: Int) { tokens(first: $n) { nodes { id } } }', variables: { n: 100 } },
  ],
  ['E111', 'a document that is not valid', { query: '{ nope }' }],
  ['E112', 'a document that cannot be parsed', { query: '{' }],
  ['E113', 'no document', {}],
];

const AUDITS: readonly Audit[] = [
  ...REQUEST_ERRORS.flatMap(([id, name, params]) => [
    audit(`${id}G`, `MUST use a 4xx or 5xx status for ${name}`, params, GRAPHQL_TYPE, (each) => {
      expect(each.status).toBeGreaterThanOrEqual(400);
      expect(each.type).toBe(`${GRAPHQL_TYPE}; charset=utf-8`);
    }),
    ...[GRAPHQL_TYPE, JSON_TYPE].map((accept) =>
      audit(
        `${id}${accept === GRAPHQL_TYPE ? 'D' : 'E'}`,
        `MUST have errors and no data for ${name} as ${accept}`,
        params,
        accept,
        ({ body }) => {
          expect(body).not.toHaveProperty('data');
          expect(body.errors).not.toEqual([]);
          for (const { message, extensions } of body.errors ?? []) {
            expect(message).not.toBe('');
            expect(extensions['code']).toEqual(expect.any(String));
          }
        },
      ),
    ),
  ]),
  ...[GRAPHQL_TYPE, JSON_TYPE].flatMap((accept) => {
    const kind = accept === GRAPHQL_TYPE ? 'G' : 'J';
    const params = { query: FIRST, variables: { n: '5' } };
    return [
      audit(`E200${kind}`, `SHOULD use 400 for a variable, as ${accept}`, params, accept, (each) =>
        expect(each.status).toBe(400),
      ),
      audit(`E201${kind}`, `names the variable, as ${accept}`, params, accept, ({ body }) =>
        expect(body.errors?.[0]?.message).toContain('Variable "$n" got invalid value "5"'),
      ),
      audit(`E202${kind}`, `locates the variable, as ${accept}`, params, accept, ({ body }) =>
        expect(body.errors?.[0]?.locations).toEqual([{ line: 1, column: 13 }]),
      ),
      audit(
        `E203${kind}`,
        `MUST use a 2xx status for partial data, as ${accept}`,
        { query: WHEN, variables: { when: true } },
        accept,
        ({ status }) => expect(status).toBe(200),
      ),
      audit(
        `E204${kind}`,
        `SHOULD use a 2xx status for data: null, as ${accept}`,
        { query: '{ tokens(first: 101) { totalCount } }' },
        accept,
        ({ status, body }) => {
          expect(status).toBe(200);
          expect(body.data).toBeNull();
        },
      ),
      audit(
        `E205${kind}`,
        `MUST have the path of a field, as ${accept}`,
        { query: '{ a: tokens(first: 101) { totalCount } }' },
        accept,
        ({ body }) => expect(body.errors?.map(({ path }) => path)).toEqual([['a']]),
      ),
      audit(
        `E207${kind}`,
        `MUST have the path of a field for a directive in its selection, as ${accept}`,
        {
          query:
            'query ($when: Boolean = true) { a: tokens(first: 1) { totalCount @include(if: $when) } }',
          variables: { when: null },
        },
        accept,
        ({ status, body }) => {
          expect(status).toBe(200);
          expect(body.data).toBeNull();
          expect(body.errors?.[0]?.path).toEqual(['a']);
          expect(body.errors?.[0]?.message).toContain('must not be null');
        },
      ),
    ];
  }),
];

describe.each([
  ['the compiled path', true],
  ['Yoga’s path', false],
])('errors over HTTP by %s', (_path, compiledPath) => {
  test.each(AUDITS.map((each) => [each.id, each.name, each] as const))(
    '%s %s',
    async (_id, _name, { params, accept, check }) => {
      const { post } = await startGateway({
        compiledPath,
        documents: { automatic: true },
        limits: { cost: 150 },
      });
      const response = await post(JSON.stringify(params), {
        authorization: `Bearer ${DEMO_CREDENTIAL}`,
        accept,
      });

      check({
        status: response.status,
        type: response.headers.get('content-type'),
        body: JSON.parse(await response.text()),
      });
    },
  );
});

test('every audit has an id of its own', () => {
  expect(new Set(AUDITS.map(({ id }) => id)).size).toBe(AUDITS.length);
});
