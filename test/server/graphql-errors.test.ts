import {
  execute as executeByGraphqlJs,
  type FragmentDefinitionNode,
  GraphQLEnumType,
  GraphQLError,
  GraphQLInt,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';

import { compileQuery } from '../../src/execution/compile.ts';
import { execute } from '../../src/execution/execute.ts';
import { Failure } from '../../src/model/failure.ts';
import { toClientError } from '../../src/server/errors.ts';

const COLOR = new GraphQLEnumType({ name: 'Color', values: { RED: { value: 'red' } } });

const NODE = new GraphQLInterfaceType({
  name: 'Node',
  fields: { size: { type: GraphQLInt } },
  resolveType: () => 'Thing',
});

const THING = new GraphQLObjectType({
  name: 'Thing',
  interfaces: [NODE],
  fields: {
    size: { type: GraphQLInt },
    color: { type: COLOR },
    sizes: { type: new GraphQLList(GraphQLInt) },
    failing: { type: GraphQLInt, resolve: () => fail(new Failure('RATE_LIMITED', 'Wait.')) },
    broken: { type: GraphQLInt, resolve: () => fail(new Error('a secret of ours')) },
    wrapped: {
      type: GraphQLInt,
      resolve: () =>
        fail(new GraphQLError('a wrapper', { originalError: new Error('a secret of ours') })),
    },
  },
});

function fail(error: Error): never {
  throw error;
}

const things = [
  { size: 1, color: 'red', sizes: [1] },
  { size: 3_000_000_000, color: 'blue', sizes: [1, 2 ** 31] },
  { size: 1.5, color: {}, sizes: 7 },
];

const SCHEMA = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      things: { type: new GraphQLList(THING), resolve: () => things },
      nodes: { type: new GraphQLList(NODE), resolve: () => things },
      thing: {
        type: THING,
        args: { n: { type: new GraphQLNonNull(GraphQLInt), defaultValue: 1 } },
        resolve: (_source, { n }) => things[n],
      },
    },
  }),
  types: [THING],
});

type Variables = Readonly<Record<string, unknown>>;

async function errorsByGraphqlJs(text: string, variables: Variables) {
  const document = parse(text);
  const { errors = [] } = await executeByGraphqlJs({
    ...{ schema: SCHEMA, document, variableValues: variables },
  });
  return errors.map((error) => toClientError(error).toJSON());
}

async function errorsByOurs(text: string, variables: Variables) {
  const [operation, ...rest] = parse(text).definitions as [OperationDefinitionNode];
  expect(operation.kind).toBe(Kind.OPERATION_DEFINITION);
  const definitions = operation.variableDefinitions ?? [];
  const { coerced = {} } = getVariableValues(SCHEMA, definitions, variables);
  const fragments = Object.fromEntries(
    (rest as readonly FragmentDefinitionNode[]).map((each) => [each.name.value, each]),
  );
  const compilation = { schema: SCHEMA, operation, fragments, variables: coerced };
  const { errors } = await execute(compileQuery(compilation), {}, coerced);
  return errors.map((error) => toClientError(error).toJSON());
}

const NULL_IF = 'Argument "if" of non-null type "Boolean!" must not be null.';

describe.each([
  ['graphql-js', errorsByGraphqlJs],
  ['the compiled executor', errorsByOurs],
])('of an execution by %s, the client sees the error', (_name, errorsBy) => {
  test('of a value that its type cannot express, with its path', async () => {
    const found = await errorsBy('{ things { size color sizes } }', {});

    expect(found.map(({ path }) => path)).toEqual([
      ['things', 1, 'size'],
      ['things', 1, 'color'],
      ['things', 1, 'sizes', 1],
      ['things', 2, 'size'],
      ['things', 2, 'color'],
      ['things', 2, 'sizes'],
    ]);
    for (const { message, locations, extensions } of found) {
      expect(message).toMatch(/cannot represent|Expected Iterable/);
      expect(locations).toHaveLength(1);
      expect(extensions).toEqual({ code: 'UPSTREAM_INVALID_RESPONSE' });
    }
  });

  test('of an argument, with its path', async () => {
    const text = 'query ($n: Int = 0) { a: thing(n: $n) { size } }';

    expect(await errorsBy(text, { n: null })).toEqual([
      {
        message: 'Argument "n" of non-null type "Int!" must not be null.',
        locations: [{ line: 1, column: 35 }],
        path: ['a'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('of a directive below an abstract type, with its path', async () => {
    const text = 'query ($n: Boolean = true) { nodes { ... on Thing { size @include(if: $n) } } }';

    const found = await errorsBy(text, { n: null });

    expect(found.map(({ path }) => path)).toEqual([
      ['nodes', 0],
      ['nodes', 1],
      ['nodes', 2],
    ]);
    expect(found[0]).toMatchObject({
      message: NULL_IF,
      locations: [{ line: 1, column: 71 }],
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  test.each(['nodes { ... on Thing', 'things { ...'])(
    'of no @include beside @skip(if: true): %s',
    async (start) => {
      const text = `query ($n: Boolean = true) {
        ${start} { size @skip(if: true) @include(if: $n) sizes @skip(if: true) } }
      }`;

      expect(await errorsBy(text, { n: null })).toEqual([]);
    },
  );

  test('of a failure, with its code and its path', async () => {
    const [found] = await errorsBy('{ thing { failing } }', {});

    expect(found).toMatchObject({ message: 'Wait.', path: ['thing', 'failing'] });
    expect(found?.extensions).toEqual({ code: 'RATE_LIMITED' });
  });

  test.each(['broken', 'wrapped'])('of a bug without its message: %s', async (name) => {
    const [found] = await errorsBy(`{ thing { ${name} } }`, {});

    expect(found).toMatchObject({ message: 'Unexpected error.', path: ['thing', name] });
    expect(found?.extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR' });
  });
});

test('a directive at the root is an error without a path', async () => {
  const text = 'query ($n: Boolean = true) { thing @include(if: $n) { size } }';

  expect(await errorsByGraphqlJs(text, { n: null })).toEqual([
    {
      message: NULL_IF,
      locations: [{ line: 1, column: 49 }],
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
});
