import { buildSchema, type GraphQLSchema, isInterfaceType, isObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';

import { type FieldCost, itemsCost, pageCost, typicalCost } from '../../../src/graphql/cost.ts';
import { measure } from '../../../src/server/limits/measure.ts';

const PAGE = pageCost({ sizeArguments: ['first', 'last'], defaultSize: 20, maxSize: 100 });

/** Other names than the served schema has, so that nothing here can depend on a name. */
const COSTS: Readonly<Record<string, FieldCost>> = {
  'Query.cats': PAGE,
  'Owner.cats': pageCost({ sizeArguments: ['count'], defaultSize: 5, maxSize: 50 }),
  'Query.byIds': itemsCost('keys', 10),
  'Named.aliases': typicalCost(3),
  'Cat.aliases': typicalCost(3),
};

function shelter(): GraphQLSchema {
  const schema = buildSchema(`
    type Query {
      cats(first: Int, last: Int): CatConnection! byIds(keys: [ID!]!): [Cat]!
      owner: Owner tokens(first: Int): String nodes(ids: [ID!]): String named: Named
    }
    type CatConnection { nodes: [Cat]! totalCount: Int }
    interface Named { name: String aliases: [String!]! }
    type Cat implements Named { name: String aliases: [String!]! owner: Owner }
    type Owner { name: String cats(count: Int): CatConnection! tokens(first: Int): Owner }
  `);
  for (const [coordinate, cost] of Object.entries(COSTS)) {
    const [typeName = '', fieldName = ''] = coordinate.split('.');
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) throw new Error(`no type ${typeName}`);
    const field = type.getFields()[fieldName];
    if (field === undefined) throw new Error(`no field ${coordinate}`);
    field.extensions = { cost };
  }
  return schema;
}

const schema = shelter();
/** Each counts twice. */
const TYPES = 5 * Object.keys(schema.getTypeMap()).length;
const costOf = (document: string, variables: Readonly<Record<string, unknown>> | null = {}) =>
  measure(schema, parse(document), variables).cost;

describe('the cost of a field', () => {
  test.each([
    ['a page of the default size', 1 + 20, '{ cats { totalCount } }'],
    ['a page of a given size', 1 + 7, '{ cats(first: 7) { totalCount } }'],
    ['a page of at most the largest size', 1 + 100, '{ cats(first: 9999) { totalCount } }'],
    ['a negative size', 1 + 100, '{ cats(first: -1) { totalCount } }'],
    ['an empty page', 1 + 1, '{ cats(last: 0) { totalCount } }'],
    ['a second connection', 1 + 1 + 5 * 2, '{ owner { cats { nodes { name } } } }'],
    ['its own arguments', 1 + 1 + 8 * 2, '{ owner { cats(count: 8) { nodes { name } } } }'],
    ['no arguments of others', 1 + 1 + 5, '{ owner { cats(first: 8) { totalCount } } }'],
    ['a row for each item', 1 + 2, '{ byIds(keys: ["a", "b"]) { name } }'],
    ['one item that is not in a list', 1 + 1, '{ byIds(keys: "a") { name } }'],
    ['lists in lists', 1 + 2 * (1 + 1 + 3 * (1 + 1)), nested()],
    ['a list of scalars', 1 + 3, '{ named { aliases } }'],
    ['a name that costs elsewhere', 1 + 1 + 1, '{ owner { tokens(first: 50) { name } } }'],
    ['the same in an inline fragment', 1 + 20, '{ ... { cats { totalCount } } }'],
    ['the same behind a type condition', 1 + 20, '{ ... on Query { cats { totalCount } } }'],
    ['an unknown field', 1 + 1 + 1, '{ nope { cats { totalCount } } }'],
    ['an unknown type', 1 + 1, '{ ... on Nope { cats { totalCount } } }'],
    ['introspection', 1 + 1 + TYPES, '{ __schema { types { name } } }'],
    // Four: the average number of fields, rounded up.
    [
      'introspection, list in list',
      1 + 1 + TYPES * (1 + 4),
      '{ __schema { types { fields { name } } } }',
    ],
  ])('%s', (_name, cost, document) => {
    expect(costOf(document)).toBe(cost);
  });

  function nested(): string {
    return '{ byIds(keys: ["a", "b"]) { owner { cats(count: 3) { nodes { name } } } } }';
  }

  test('a fragment counts by its own type, wherever it is spread', () => {
    const fragment = 'fragment F on Owner { cats { totalCount } }';
    const document = `{ owner { ...F } byIds(keys: ["a", "b"]) { owner { ...F } } } ${fragment}`;

    expect(costOf(document)).toBe(1 + 6 + (1 + 2 * (1 + 6)));
  });

  test.each([
    ['given', { n: 7, keys: ['a', 'b', 'c'] }, 7, 3],
    ['not given: the most', {}, 100, 10],
    ['null', { n: null, keys: null }, 20, 1],
    ['of a wrong type: the most', { n: 'x', keys: 'x' }, 100, 1],
    ['too many', { n: 1_000, keys: Array(1_000).fill('a') }, 100, 10],
  ])('variables that are %s', (_name, variables, page, items) => {
    const document = `query ($n: Int, $keys: [ID!]!) {
      cats(first: $n) { totalCount } byIds(keys: $keys) { name }
    }`;

    expect(costOf(document, variables)).toBe(1 + page + 1 + items);
  });

  test.each(['constructor', 'toString', '__proto__'])(
    'a variable called %s that is not given counts as the most, too',
    (name) => {
      const document = `query ($${name}: [ID!]! = ["a"]) { byIds(keys: $${name}) { name } }`;

      expect(costOf(document, {})).toBe(1 + 10);
    },
  );

  test('every list counts as one row where the variables are unknown', () => {
    expect(costOf('{ cats(first: 50) { nodes { name } } }', null)).toBe(3);
  });
});

test('a document whose fragments double on every type is measured in the time of its length', () => {
  const levels = 1_000;
  const fragments = Array.from(
    { length: levels },
    (_, level) =>
      `fragment F${level + 1} on Named { ...F${level} ... on Cat { ...F${level} } ... { ...F${level} } }`,
  );
  const bomb = `{ named { ...F${levels} } } fragment F0 on Named { aliases } ${fragments.join(' ')}`;

  expect(costOf(bomb)).toBe(Number.POSITIVE_INFINITY);
});
