import SchemaBuilder from '@pothos/core';
import {
  buildSchema,
  GraphQLDirective,
  GraphQLInterfaceType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  parse,
} from 'graphql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/config/defaults.ts';
import { assertCompilable } from '../../src/execution/assert-compilable.ts';
import { compileQuery } from '../../src/execution/compile.ts';
import { execute } from '../../src/execution/execute.ts';
import { isAsynchronous } from '../../src/graphql/asynchronous.ts';
import { schema as servedSchema } from '../../src/graphql/schema.ts';
import { createCheckDocument } from '../../src/server/check-document.ts';
import { createOperations } from '../../src/server/compiled/operations.ts';
import { toClientError } from '../../src/server/errors.ts';
import { byOurs, expectSame } from '../support/executions.ts';

type Resolve = (
  source: unknown,
  args: object,
  context: unknown,
  info: GraphQLResolveInfo,
) => unknown;

/** A schema with one field below the root: `{ thing { field } }`. */
function schemaWith(type: GraphQLOutputType, resolve?: Resolve, source: unknown = {}) {
  const Thing = new GraphQLObjectType({
    name: 'Thing',
    fields: { field: { type, ...(resolve && { resolve }) }, other: { type: GraphQLString } },
  });
  const fields = { thing: { type: Thing, resolve: () => source } };
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
}

const never = new GraphQLScalarType({ name: 'Raw', serialize: String });

describe('what a schema shows is refused where the compiled path is built', () => {
  const query = (fields: object) =>
    new GraphQLObjectType({
      name: 'Query',
      fields: { root: { type: GraphQLString }, ...fields },
    });
  const named = (resolveType?: () => Promise<string>) =>
    new GraphQLInterfaceType({
      name: 'Named',
      fields: { name: { type: GraphQLString } },
      ...(resolveType && { resolveType }),
    });
  const SelfQuery: GraphQLObjectType = new GraphQLObjectType({
    name: 'Query',
    fields: () => ({ self: { type: SelfQuery } }),
  });

  test.each<[string, GraphQLSchema, string]>([
    [
      'an async resolver below the root',
      schemaWith(GraphQLString, async () => 'x'),
      'Thing.field has an async resolver',
    ],
    [
      'an async generator below the root',
      schemaWith(new GraphQLList(GraphQLString), async function* () {
        yield 'x';
      }),
      'Thing.field has an async resolver',
    ],
    [
      'an async serialize',
      schemaWith(new GraphQLScalarType({ name: 'Raw', serialize: async () => 'x' })),
      'Raw.serialize is async',
    ],
    [
      'an async resolveType',
      new GraphQLSchema({ query: query({ named: { type: named(async () => 'Cat') } }) }),
      'Named.resolveType is async',
    ],
    [
      'no resolveType',
      new GraphQLSchema({ query: query({ named: { type: named() } }) }),
      'Named has no resolveType',
    ],
    [
      'isTypeOf',
      new GraphQLSchema({
        query: query({
          cat: {
            type: new GraphQLObjectType({
              name: 'Cat',
              isTypeOf: () => true,
              fields: { name: { type: GraphQLString } },
            }),
          },
        }),
      }),
      'Cat.isTypeOf would not be called',
    ],
    [
      'the query type below the root',
      new GraphQLSchema({ query: SelfQuery }),
      'Query.self returns the query type',
    ],
    [
      'another directive of documents',
      buildSchema(
        'directive @defer(if: Boolean) on FRAGMENT_SPREAD | INLINE_FRAGMENT type Query { a: Int }',
      ),
      '@defer would be ignored',
    ],
  ])('%s', (_name, schema, message) => {
    expect(() => assertCompilable(schema)).toThrow(message);
    const rules = { schema, limits: DEFAULT_LIMITS, introspection: true };
    const options = { ...rules, checkDocument: createCheckDocument(rules) };
    expect(() => createOperations(options)).toThrow(message);
  });

  test('an async resolver that Pothos builds', () => {
    const builder = new SchemaBuilder<object>({});
    const Thing = builder.objectRef<object>('Thing').implement({
      fields: (t) => ({ field: t.string({ resolve: async () => 'x' }) }),
    });
    builder.queryType({
      fields: (t) => ({ thing: t.field({ type: Thing, resolve: () => ({}) }) }),
    });

    expect(() => assertCompilable(builder.toSchema())).toThrow('Thing.field has an async resolver');
  });

  test('every problem at once', () => {
    const raw = new GraphQLScalarType({ name: 'Raw', serialize: async () => 'x' });

    expect(() => assertCompilable(schemaWith(raw, async () => 'x'))).toThrow(
      /Thing\.field has.*\n.*Raw\.serialize/,
    );
  });

  test('and the served schema is not', () => {
    expect(() => assertCompilable(servedSchema, isAsynchronous)).not.toThrow();
  });

  test('but its async resolvers below the root are, where queries with them are compiled', () => {
    const refused = [
      /Account\.tokens has/,
      /Account\.permissionGroups has/,
      /Account\.credential has/,
    ];
    for (const message of refused) {
      expect(() => assertCompilable(servedSchema)).toThrow(message);
    }
  });

  test('nor async resolvers at the root, and directives of the schema', () => {
    const root = { type: GraphQLString, resolve: async () => 'x' };
    const key = new GraphQLDirective({ name: 'key', locations: ['OBJECT' as never] });

    expect(() =>
      assertCompilable(new GraphQLSchema({ query: query({ root }), directives: [key] })),
    ).not.toThrow();
  });
});

test.each(['mutation', 'subscription'] as const)('a %s is not compiled', (kind) => {
  const schema = buildSchema(`type Query { a: Int } type Other { a: Int }
    schema { query: Query ${kind}: Other }`);
  const [operation] = parse(`${kind} { a }`).definitions;
  if (operation?.kind !== 'OperationDefinition') throw new Error('an operation was parsed');

  expect(() => compileQuery({ schema, operation, fragments: {}, variables: {} })).toThrow(
    `not a ${kind}`,
  );
});

/** The answer and its error, in a process that no unhandled rejection may end. */
async function answerOf(schema: GraphQLSchema, text = '{ thing { field other } }') {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const executed = await byOurs({ schema, document: parse(text) });
  await new Promise(setImmediate);
  expect(unhandled).toEqual([]);
  const errors = (executed?.errors ?? []).map((error) => JSON.parse(error));
  return { data: JSON.parse(executed?.data ?? 'null'), errors };
}

describe('a promise below the root is an error that names its field', () => {
  const fails = () => Promise.reject(new Error('later'));
  const soon = () => Promise.resolve('x');
  // biome-ignore lint/suspicious/noThenProperty: that it has one is the point
  const thenable = { then: (resolve: (value: string) => void) => resolve('x') };
  const Inner = new GraphQLObjectType({ name: 'Inner', fields: { a: { type: GraphQLString } } });
  const Any = new GraphQLUnionType({ name: 'Any', types: [Inner], resolveType: () => 'Inner' });

  test.each<[string, GraphQLOutputType, () => unknown, string?]>([
    ['a string', GraphQLString, soon],
    ['a scalar that would write any text', never, soon],
    ['one that rejects', never, fails],
    ['one that is no Promise', never, () => thenable],
    ['an object', Inner, () => Promise.resolve({ a: 'x' }), '{ a }'],
    ['a union', Any, fails, '{ ... on Inner { a } }'],
    ['a list', new GraphQLList(GraphQLString), fails],
    ['items', new GraphQLList(GraphQLString), () => ['x', soon()]],
    ['items that reject', new GraphQLList(GraphQLString), () => [fails(), fails()]],
    [
      'items that reject and may not be null',
      new GraphQLList(new GraphQLNonNull(GraphQLString)),
      () => [fails(), fails()],
    ],
  ])('%s', async (_name, type, value, set = '') => {
    const text = `{ thing { field ${set} other } }`;
    const byResolver = () => schemaWith(type, value);
    const byProperty = () => schemaWith(type, undefined, { field: value() });
    for (const schemaOf of [byResolver, byProperty]) {
      const { data, errors } = await answerOf(schemaOf(), text);

      expect(JSON.stringify(data)).not.toContain('object');
      expect(errors[0].message).toContain('Thing.field is a promise');
      expect(errors[0].path.slice(0, 2)).toEqual(['thing', 'field']);
    }
  });

  test('an object with a then that is not a Promise', async () => {
    const { data, errors } = await answerOf(
      schemaWith(Inner, () => thenable),
      '{ thing { field { a } } }',
    );

    expect(data).toEqual({ thing: { field: null } });
    expect(errors[0].message).toContain('The source of Inner.a is a promise');
    expect(errors[0].path).toEqual(['thing', 'field']);
  });

  test('which clients see as an unexpected error', async () => {
    const schema = schemaWith(GraphQLString, soon);
    const [operation] = parse('{ thing { field } }').definitions;
    if (operation?.kind !== 'OperationDefinition') throw new Error('an operation was parsed');
    const fields = compileQuery({ schema, operation, fragments: {}, variables: {} });
    const { errors } = await execute(fields, {}, {});

    const [error] = errors.map(toClientError);
    expect(error?.message).toBe('Unexpected error.');
    expect(error?.extensions['code']).toBe('INTERNAL_SERVER_ERROR');
    expect(error?.originalError?.message).toContain('Thing.field is a promise');
  });

  test('an item of an inner list at the root', async () => {
    const type = new GraphQLList(new GraphQLList(GraphQLString));
    const fields = { grid: { type, resolve: () => [['x'], [soon(), fails()], soon()] } };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });

    const { data, errors } = await answerOf(schema, '{ grid }');

    expect(data).toEqual({ grid: [['x'], [null, null], null] });
    expect(errors).toHaveLength(3);
  });

  test('the name of a type', async () => {
    const Later = new GraphQLUnionType({ name: 'Later', types: [Inner], resolveType: soon });

    const { data, errors } = await answerOf(
      schemaWith(Later, () => ({})),
      '{ thing { field { __typename } } }',
    );

    expect(data).toEqual({ thing: { field: null } });
    expect(errors[0].message).toContain('Later.resolveType() is a promise');
  });

  test('the text of a scalar', async () => {
    const Late = new GraphQLScalarType({ name: 'Late', serialize: () => fails() });

    const { data, errors } = await answerOf(schemaWith(Late, () => 'x'));

    expect(data).toEqual({ thing: { field: null, other: null } });
    expect(errors[0].message).toContain('Late.serialize() is a promise');
  });
});

describe('other differences from graphql-js are errors, too', () => {
  test.each(['path', 'cacheControl', 'signal', 'getAbortSignal', 'getAsyncHelpers'])(
    'info.%s',
    async (property) => {
      const schema = schemaWith(GraphQLString, (_source, _args, _context, info) =>
        String(info[property as keyof GraphQLResolveInfo]),
      );

      const { data, errors } = await answerOf(schema);

      expect(data).toEqual({ thing: { field: null, other: null } });
      expect(errors[0].message).toContain(`Thing.field reads info.${property}`);
    },
  );

  test('a property that is a function', async () => {
    const schema = schemaWith(never, undefined, { field: () => 'x' });

    const { data, errors } = await answerOf(schema);

    expect(data).toEqual({ thing: { field: null, other: null } });
    expect(errors[0].message).toContain('Thing.field is a function');
  });

  test.each([undefined, null])('a serialize that returns %s', async (nothing) => {
    const type = new GraphQLScalarType({ name: 'Nothing', serialize: () => nothing });

    const { errors } = await answerOf(schemaWith(type, () => 'x'));

    expect(errors[0].message).toContain(`Nothing.serialize returned ${nothing}`);
  });

  test('a serialize whose result JSON cannot express', async () => {
    const type = new GraphQLScalarType({ name: 'Odd', serialize: () => Symbol('odd') });

    const { data, errors } = await answerOf(schemaWith(type, () => 'x'));

    expect(data).toEqual({ thing: { field: null, other: null } });
    expect(errors).toHaveLength(1);
  });

  test('a type that resolveType does not know', async () => {
    const Inner = new GraphQLObjectType({ name: 'Inner', fields: { a: { type: GraphQLString } } });
    const Any = new GraphQLUnionType({ name: 'Any', types: [Inner], resolveType: () => 'Thing' });

    const { errors } = await answerOf(
      schemaWith(Any, () => ({})),
      '{ thing { field { __typename } } }',
    );

    expect(errors[0].message).toBe('Any.resolveType found no possible type for Thing.field.');
  });
});

describe('what is supported is the same as in graphql-js', () => {
  const rest: Resolve = (...[, , , info]) => Object.keys(info.variableValues).join();
  const spreadInfo: Resolve = (_source, _args, _context, info) =>
    JSON.stringify([{ ...info }.fieldName, info.returnType, info.parentType, info.variableValues]);
  const throwing = new GraphQLScalarType({
    name: 'Throwing',
    serialize() {
      throw new Error('not serializable');
    },
  });
  const asJson = new GraphQLScalarType({ name: 'Json', serialize: (value) => value });
  const strings = new GraphQLList(GraphQLString);

  test.each<[string, GraphQLSchema]>([
    ['info.variableValues without arguments', schemaWith(GraphQLString, spreadInfo)],
    ['a set', schemaWith(strings, () => new Set(['a', null, 'b']))],
    [
      'a generator',
      schemaWith(strings, function* () {
        yield 'a';
        yield new Error('b');
      }),
    ],
    ['a text for a list', schemaWith(strings, () => 'text')],
    ['an object for a list', schemaWith(strings, () => ({ length: 1 }))],
    [
      'nested lists',
      schemaWith(new GraphQLList(strings), () => [['a'], new Set(['b']), null, 'c']),
    ],
    ['a serialize that throws', schemaWith(throwing, () => 'x')],
    [
      'objects as a scalar',
      schemaWith(asJson, () => ({ a: [1, { __proto__: null }], b: '\ud800' })),
    ],
    ['a text for an object', schemaWith(GraphQLString, undefined, 'text')],
    ['a number for an object', schemaWith(GraphQLString, undefined, 5)],
    ['an array for an object', schemaWith(GraphQLString, undefined, ['x'])],
    ['no prototype', schemaWith(GraphQLString, undefined, Object.create(null))],
    [
      'a class with getters',
      schemaWith(
        GraphQLString,
        undefined,
        new (class {
          get field() {
            return 'x';
          }
        })(),
      ),
    ],
  ])('%s', async (_name, schema) => {
    assertCompilable(schema);
    const document = parse('query ($v: String = "v") { thing { field other echo: __typename } }');

    await expectSame({ schema, document });
  });

  test('items of a list at the root that are promises in a set', async () => {
    const resolve = () => new Set([Promise.resolve('a'), 'b', Promise.reject(new Error('c'))]);
    const fields = { items: { type: strings, resolve } };
    const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });

    await expectSame({ schema, document: parse('{ items }') });
  });

  test('rest parameters do not hide info: it refuses', async () => {
    const { errors } = await answerOf(schemaWith(GraphQLString, rest));

    expect(errors[0].message).toContain('Thing.field reads info.variableValues');
  });
});
