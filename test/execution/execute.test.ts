import fc from 'fast-check';
import {
  buildSchema,
  GraphQLEnumType,
  type GraphQLFieldResolver,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  isAbstractType,
  isObjectType,
  parse,
} from 'graphql';
import { describe, expect, test } from 'vitest';

import {
  byGraphqlJs,
  byOurs,
  type Executed,
  executable,
  expectSame,
} from '../support/executions.ts';
import { operations } from '../support/operations.ts';

const SEED = 20_261_124;

type Resolve = GraphQLFieldResolver<unknown, unknown>;

/** Makes the value of a field: returns it, returns an Error, or throws. */
type Value = () => unknown;

const FAILED = () => new Error('was returned');
const ok: Value = () => 'a';
const ITEMS: readonly unknown[] = ['a', null, undefined, FAILED()];

function fails(): never {
  throw new Error('was thrown');
}

/** Every list of one item and of two items, an empty list, and values that are not lists. */
function listsOf(items: readonly unknown[]): readonly unknown[] {
  const pairs = items.flatMap((one) => items.map((other) => [one, other]));
  return [[], ...items.map((item) => [item]), ...pairs, null, undefined, FAILED()];
}

const LISTS = listsOf(ITEMS);
/** Lists in lists: one inner list of each kind is enough. */
const LISTS_OF_LISTS = listsOf([null, FAILED(), ['a'], ['a', null], ['a', FAILED()]]);

const eitherWay = (type: GraphQLOutputType) => [type, new GraphQLNonNull(type)];

/** A type and its lists, two levels deep, each level nullable or not; with the values to try. */
function shapesOf(
  type: GraphQLOutputType,
): readonly (readonly [GraphQLOutputType, readonly Value[]])[] {
  const items = eitherWay(type);
  const lists = items.flatMap((item) => eitherWay(new GraphQLList(item)));
  const nested = lists.flatMap((list) => eitherWay(new GraphQLList(list)));
  const returned = (values: readonly unknown[]): Value[] => [
    ...values.map((it) => () => it),
    fails,
  ];
  return [
    ...items.map((it) => [it, returned(ITEMS)] as const),
    ...lists.map((it) => [it, returned(LISTS)] as const),
    ...nested.map((it) => [it, returned(LISTS_OF_LISTS)] as const),
  ];
}

const Letter = new GraphQLEnumType({ name: 'Letter', values: { A: { value: 'a' }, B: {} } });
const Shout = new GraphQLScalarType({ name: 'Shout', serialize: (value) => `${value}!` });
const Thing = new GraphQLObjectType({
  name: 'Thing',
  fields: {
    self: { type: GraphQLString, resolve: (source) => source },
    broken: { type: GraphQLString, resolve: fails },
  },
});
const Any = new GraphQLUnionType({ name: 'Any', types: [Thing], resolveType: () => 'Thing' });
const SETS = {
  String: '',
  Letter: '',
  Shout: '',
  Thing: '{ self broken }',
  Any: '{ ... on Thing { self } }',
};
const KINDS = [GraphQLString, Letter, Shout, Thing, Any] as const;

/** A schema with a field of this type at the root, in a promise, and below nullable and non-null objects. */
function world(type: GraphQLOutputType, value: Value): GraphQLSchema {
  const soon = async () => value();
  const itemsSoon = () => {
    const items = value();
    return Array.isArray(items) ? items.map(async (item) => item) : items;
  };
  const field = { type, resolve: value };
  const other = { type: GraphQLInt, resolve: () => 1 };
  const Below = new GraphQLObjectType({ name: 'Below', fields: { field, other } });
  const here = () => ({});
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: {
      field,
      other,
      soon: { type, resolve: soon },
      itemsSoon: { type, resolve: itemsSoon },
      below: { type: Below, resolve: here },
      required: { type: new GraphQLNonNull(Below), resolve: here },
      belows: { type: new GraphQLList(Below), resolve: () => [{}, null, {}] },
      requireds: {
        type: new GraphQLList(new GraphQLNonNull(Below)),
        resolve: () => [here(), here()],
      },
      soons: { type: new GraphQLList(Below), resolve: () => [here(), Promise.resolve(here())] },
    },
  });
  return new GraphQLSchema({ query });
}

describe.each(KINDS)('%s', (kind) => {
  test.each(shapesOf(kind))('as %s, with every value', async (type, values) => {
    const set = SETS[kind.name as keyof typeof SETS];
    const places = [
      `{ field ${set} other }`,
      `{ soon ${set} other }`,
      `{ below { field ${set} other } other }`,
      `{ required { other field ${set} } other }`,
      `{ belows { field ${set} } }`,
      `{ requireds { field ${set} } }`,
      `{ soons { other field ${set} } }`,
    ].map((text) => parse(text));
    const itemsSoon = parse(`{ itemsSoon ${set} other }`);
    let current = ok;
    const schema = world(type, () => current());
    for (const value of values) {
      current = value;
      for (const document of places) await expectSame({ schema, document });
      await expectSame({ schema, document: itemsSoon }, isInsideNull);
    }
  });
});

/**
 * An error that makes a list of promises null hides the errors of its other
 * items. graphql-js reports some of them, depending on the order of promises.
 */
function isInsideNull({ data }: Executed): boolean {
  return data === 'null' || data.includes('"itemsSoon":null');
}

describe('a selection', () => {
  const schema = petShop();
  const documents: Readonly<Record<string, string>> = {
    'names of types everywhere': `{ __typename pet { __typename ... on Node { __typename } }
      things { __typename ... on Dog { t: __typename } } }`,
    'the same field twice': '{ pet { id } pet { name } ... on Query { pet { id name } } }',
    'the same field twice, in a list': '{ pets { friends { id } } pets { friends { name id } } }',
    'the same field by a fragment on each type': `{ pets { ... on Dog { friends { id } }
      ... on Cat { friends { name } } ... on Node { friends { __typename } } } }`,
    aliases: '{ a: pet { b: id a: id id } pet { a: name } }',
    'an alias that objects have already':
      '{ __proto__: pet { __proto__: name } pet { constructor: name toString: id } }',
    'a fragment twice, and one in another': `{ pet { ...A ...A } pets { ...B ... { ...A } } }
      fragment A on Node { id ...B } fragment B on Dog { barks }`,
    'a fragment skipped, then spread': `{ pet { ...A @skip(if: true) id ...A } }
      fragment A on Node { name }`,
    'fragments by union, interface and type': `{ things { ... on Named { name } ... on Thing { ... on Toy { name } }
      ... on Dog { barks } ... on Cat { lives } } }`,
    'directives with literals': `{ pet @include(if: false) { id } pets @skip(if: false) {
      id @skip(if: true) @include(if: true) name @include(if: true) ... @include(if: false) { id } } }`,
    'enums and scalars': '{ pets { mood born } echo(mood: SAD, born: "1e3") { mood born } }',
    defaults: '{ echo { text number } }',
    'null for a default': '{ echo(text: null, number: null) { text number list } }',
    'lists of one': '{ echo(list: 3) { list } }',
    'an input object': '{ echo(input: {deep: {number: 2}}) { input } }',
    'items that fail beside items that do not':
      '{ soons { id } pets { friends { fails name } fails } soonFails { id } }',
    'a null for a non-null field, far below':
      '{ pets { friends { never } } other: pets { id never } }',
    'only non-null fields': '{ always { id never } echo { text } }',
    'thrown values that are not errors': '{ throwsText soonThrowsText pet { throwsText } }',
    'lists of lists': '{ grid { id fails } grid { name } }',
    'a list of promised lists': '{ grids { id ...F } } fragment F on Dog { never }',
  };

  test.each(Object.entries(documents))('%s', async (_name, text) => {
    await expectSame({ schema, document: parse(text) });
  });

  const variables: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    ['($v: Boolean!) { pet @include(if: $v) { id @skip(if: $v) name } }', { v: true }],
    ['($v: Boolean!) { pet { id @skip(if: $v) name @include(if: $v) } }', { v: false }],
    ['($v: Boolean = true) { pet { id @skip(if: $v) name } }', {}],
    [
      '($v: Boolean!) { things { ...F @include(if: $v) } } fragment F on Dog { barks @skip(if: $v) name }',
      { v: true },
    ],
    ['($t: String = "d") { echo(text: $t) { text } }', {}],
    ['($t: String = "d") { echo(text: $t) { text } }', { t: null }],
    ['($t: String) { echo(text: $t) { text } }', {}],
    ['($t: String) { echo(text: $t, list: [1, 2]) { text list } }', { t: 'é\u2028\ud800' }],
    ['($n: [Int!]) { echo(list: $n) { list } }', { n: 4 }],
    ['($i: Input) { echo(input: $i) { input } }', { i: { deep: { deep: {} } } }],
    ['($n: Int) { echo(input: {number: $n, deep: {}}) { input } }', {}],
    ['($m: Mood = GLAD) { echo(mood: $m) { mood } }', {}],
    ['($b: When) { echo(born: $b) { born } }', { b: 'soon' }],
    ['($n: Int = null) { echo(required: $n) { number } }', {}],
    ['($n: Int = 1) { echo(required: $n) { number } pet { id } }', { n: null }],
  ];

  test.each(variables)('query %s with %j', async (text, given) => {
    await expectSame({ schema, document: parse(`query ${text}`), variables: given });
  });

  test('of a thousand random documents', async () => {
    const seen = { executed: 0, withErrors: 0 };
    await fc.assert(
      fc.asyncProperty(operations(schema, ['a', 'GLAD']), async ({ query, variables: given }) => {
        const document = executable(schema, String(query));
        if (document === null) return;
        const question = { schema, document, variables: asVariables(given) };
        if ((await byOurs(question).catch(() => null)) === null) return;
        await expectSame(question, ({ data }) => data === 'null');
        seen.executed += 1;
        seen.withErrors += (await byGraphqlJs(question)).errors.length > 0 ? 1 : 0;
      }),
      { seed: SEED, numRuns: 1_000 },
    );
    expect(seen.executed).toBeGreaterThan(300);
    expect(seen.withErrors).toBeGreaterThan(30);
  });
});

function asVariables(given: unknown): Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given) ? { ...given } : {};
}

/** A schema with every kind of type and field that the served schema may have. */
function petShop(): GraphQLSchema {
  const schema = buildSchema(`
    type Query {
      pet: Node pets: [Node!]! soons: [Node]! soonFails: [Node] always: Node! other: Int
      things: [Thing] grid: [[Node!]] grids: [[Node]!]! throwsText: String soonThrowsText: String
      echo(text: String = "t", number: Int, required: Int! = 5, list: [Int!], mood: Mood = SAD,
        born: When, input: Input): Echo
    }
    interface Named { name: String }
    interface Node implements Named {
      id: ID! name: String friends(first: Int = 2): [Node!] mood: Mood born: When
      fails: Int never: Int! throwsText: String
    }
    type Dog implements Node & Named {
      id: ID! name: String friends(first: Int = 2): [Node!] mood: Mood born: When
      fails: Int never: Int! throwsText: String barks: Boolean!
    }
    type Cat implements Node & Named {
      id: ID! name: String friends(first: Int = 2): [Node!] mood: Mood born: When
      fails: Int never: Int! throwsText: String lives: Int
    }
    type Toy implements Named { name: String }
    union Thing = Dog | Cat | Toy
    enum Mood { GLAD SAD }
    scalar When
    input Input { number: Int = 7 deep: Input }
    type Echo { text: String number: Int list: [Int] mood: Mood born: When input: String }
  `);
  const dog = { kind: 'Dog', id: 1, name: 'é\ud800"\u2028', mood: 'GLAD', born: 3, barks: true };
  const cat = { kind: 'Cat', id: 'c', name: null, mood: 'ANGRY', born: 4, lives: Number.NaN };
  const toy = { kind: 'Toy', name: 'ball' };
  const oops = async () => {
    throw new Error('later');
  };
  const resolvers: Readonly<Record<string, (source: never, args: never) => unknown>> = {
    'Query.pet': async () => dog,
    'Query.pets': () => [dog, cat],
    'Query.soons': () => [
      Promise.resolve(dog),
      null,
      oops(),
      Promise.resolve(cat),
      new Error('now'),
    ],
    'Query.soonFails': oops,
    'Query.always': async () => cat,
    'Query.other': () => 2 ** 40,
    'Query.things': () => [toy, Promise.resolve(cat), dog, undefined],
    'Query.grid': () => [[dog, cat], null, [], [cat, null], new Error('row')],
    'Query.grids': () => [Promise.resolve([dog, null]), [cat]],
    'Query.throwsText': throwsText,
    'Query.soonThrowsText': async () => throwsText(),
    'Query.echo': (_: never, args: Readonly<Record<string, unknown>>) => ({
      ...args,
      number: args['number'] ?? args['required'],
      input: JSON.stringify(args['input']),
    }),
    friends: (source: { kind: string }, { first }: { first: number }) =>
      (source.kind === 'Dog' ? [cat, toy] : [toy])
        .map((it) => (it === toy ? dog : it))
        .slice(0, first),
    fails,
    never: ({ kind }: { kind: string }) => (kind === 'Dog' ? null : fails()),
    throwsText,
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type)) type.resolveType = ({ kind }: { kind: string }) => kind;
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const resolve = resolvers[`${type.name}.${field.name}`] ?? resolvers[field.name];
      if (resolve !== undefined) field.resolve = resolve as unknown as Resolve;
    }
  }
  const when = schema.getType('When');
  if (when instanceof GraphQLScalarType) when.serialize = (value) => `at ${value}`;
  return schema;
}

function throwsText(): never {
  throw 'text';
}
