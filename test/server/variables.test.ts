import { describe, expect, test } from 'vitest';

import { startGateway } from '../support/gateway.ts';

const GRAPHQL_RESPONSE = { headers: { accept: 'application/graphql-response+json' } };
const COUNT = 'query ($n: Int) { tokens(first: $n) { nodes { id } } }';
const IDS = 'query ($ids: [ID!]!) {\n  nodes(ids: $ids) { id }\n}';
const DIRECTION =
  'query ($n: Int!, $d: SortDirection) { tokens(first: $n, direction: $d) { totalCount } }';

const PATHS = [
  ['the compiled path', true],
  ['Yoga’s path', false],
] as const;

describe.each(PATHS)('with %s, an error about a variable names it', (_path, compiledPath) => {
  test.each([
    [
      COUNT,
      { n: '5' },
      [
        [
          'Variable "$n" got invalid value "5"; Int cannot represent non-integer value: "5"',
          { line: 1, column: 8 },
        ],
      ],
    ],
    [
      COUNT,
      { n: 2 ** 31 },
      [
        [
          'Variable "$n" got invalid value 2147483648; Int cannot represent non 32-bit signed integer value: 2147483648',
          { line: 1, column: 8 },
        ],
      ],
    ],
    [
      IDS,
      { ids: ['a', 1, { b: 2 }, null] },
      [
        [
          'Variable "$ids" got invalid value { b: 2 } at "ids[2]"; ID cannot represent value: { b: 2 }',
          { line: 1, column: 8 },
        ],
        [
          'Variable "$ids" got invalid value null at "ids[3]"; Expected non-nullable type "ID!" not to be null.',
          { line: 1, column: 8 },
        ],
      ],
    ],
    [
      IDS,
      {},
      [['Variable "$ids" of required type "[ID!]!" was not provided.', { line: 1, column: 8 }]],
    ],
    [
      IDS,
      { ids: null },
      [['Variable "$ids" of non-null type "[ID!]!" must not be null.', { line: 1, column: 8 }]],
    ],
    [
      DIRECTION,
      { n: null, d: 'UP' },
      [
        ['Variable "$n" of non-null type "Int!" must not be null.', { line: 1, column: 8 }],
        [
          'Variable "$d" got invalid value "UP"; Value "UP" does not exist in "SortDirection" enum.',
          { line: 1, column: 18 },
        ],
      ],
    ],
  ])('%s with %j', async (document, variables, expected) => {
    const { ask, upstream } = await startGateway({ compiledPath });

    for (const options of [{}, GRAPHQL_RESPONSE]) {
      const { status, data, errors } = await ask(document, variables, options);

      expect(status).toBe(400);
      expect(data).toBeUndefined();
      expect(errors).toEqual(
        expected.map(([message, location]) => ({
          message,
          locations: [location],
          extensions: { code: 'BAD_USER_INPUT' },
        })),
      );
    }
    expect(upstream.requests).toHaveLength(0);
  });
});

describe.each(PATHS)('with %s, a null variable for @include', (_path, compiledPath) => {
  const message = 'Argument "if" of non-null type "Boolean!" must not be null.';

  test('is an error of the field whose selection has it', async () => {
    const { ask } = await startGateway({ compiledPath });
    const document =
      'query ($n: Boolean = true) { tokens(first: 1) { totalCount @include(if: $n) } }';

    const { status, data, errors } = await ask(document, { n: null }, GRAPHQL_RESPONSE);

    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toEqual([
      {
        message,
        locations: [{ line: 1, column: 73 }],
        path: ['tokens'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('is an error without a path at the root', async () => {
    const { ask } = await startGateway({ compiledPath });
    const document = 'query ($n: Boolean = true) { __typename @include(if: $n) }';

    const { status, data, errors } = await ask(document, { n: null });

    expect({ status, data }).toEqual({ status: 200, data: null });
    expect(errors).toEqual([
      {
        message,
        locations: [{ line: 1, column: 54 }],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test.each(['{ __typename a: __typename @skip(if: true) @include(if: $n) }'])(
    'is not looked at beside @skip(if: true): %s',
    async (selection) => {
      const { ask } = await startGateway({ compiledPath });

      const { data, errors } = await ask(`query ($n: Boolean = true) ${selection}`, { n: null });

      expect(errors).toEqual([]);
      expect(data).toEqual({ __typename: 'Query' });
    },
  );

  test('is not looked at beside @skip(if: true) below an interface', async () => {
    const { ask } = await startGateway({ compiledPath });
    const { data: found } = await ask('{ tokens(first: 1) { nodes { id } } }');
    const [{ id }] = found.tokens.nodes;
    const document = `query ($id: ID!, $n: Boolean = true) {
      node(id: $id) { id ... on Token { name @skip(if: true) @include(if: $n) } }
    }`;

    const { data, errors } = await ask(document, { id, n: null });

    expect(errors).toEqual([]);
    expect(data).toEqual({ node: { id } });
  });
});

describe.each(PATHS)('with %s, a variable of an unusual name', (_path, compiledPath) => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'is a variable like any other: $%s',
    async (name) => {
      const { ask } = await startGateway({ compiledPath });
      const document = `query ($${name}: Int = 3) { tokens(first: $${name}) { nodes { id } } }`;
      // A literal would set the prototype.
      const variables = JSON.parse(`{"${name}": 7}`);

      expect((await ask(document, variables)).data.tokens.nodes).toHaveLength(7);
      expect((await ask(document)).data.tokens.nodes).toHaveLength(3);
      const { errors } = await ask(document, JSON.parse(`{"${name}": "x"}`));
      expect(errors[0]?.message).toContain(`Variable "$${name}" got invalid value "x"`);
    },
  );

  test.each(['__proto__', 'constructor'])('does not hide what a list costs: $%s', async (name) => {
    const { ask, upstream } = await startGateway({ compiledPath, limits: { cost: 10 } });
    const ids = JSON.stringify(Array.from({ length: 20 }, (_, index) => `id${index}`));

    const { errors } = await ask(
      `query ($${name}: [ID!]! = ${ids}) { nodes(ids: $${name}) { id } }`,
    );

    expect(errors[0]?.extensions.code).toBe('COST_LIMIT_EXCEEDED');
    expect(upstream.requests).toHaveLength(0);
  });

  test('may stand beside a fragment of that name', async () => {
    const { ask } = await startGateway({ compiledPath });
    const document =
      'query ($__proto__: Boolean!) { ...__proto__ @include(if: $__proto__) } fragment __proto__ on Query { __typename }';

    expect((await ask(document, JSON.parse('{"__proto__": true}'))).data).toEqual({
      __typename: 'Query',
    });
    expect((await ask(document, JSON.parse('{"__proto__": false}'))).data).toEqual({});
  });
});
