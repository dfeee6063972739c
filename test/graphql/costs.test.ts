import {
  extendSchema,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { expect, test } from 'vitest';

import type { FieldCost } from '../../src/graphql/cost.ts';
import { schema } from '../../src/graphql/schema.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../src/pagination/window.ts';
import { maxRows } from '../../src/server/limits/max-rows.ts';

type Field = GraphQLField<unknown, unknown>;

/** Fields of objects and interfaces by their coordinates; introspection left out. */
function fieldsOf(of: GraphQLSchema): ReadonlyMap<string, Field> {
  const types = Object.values(of.getTypeMap()).filter((type) => !isIntrospectionType(type));
  return new Map(
    types.flatMap((type) =>
      isObjectType(type) || isInterfaceType(type)
        ? Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field])
        : [],
    ),
  );
}

/** A list, or an object that has the rows of a list in its `edges`. */
function isList({ type }: Field): boolean {
  if (isListType(getNullableType(type))) return true;
  const named = getNamedType(type);
  const edges = isObjectType(named) ? named.getFields()['edges'] : undefined;
  return edges !== undefined && isListType(getNullableType(edges.type));
}

function listsWithoutCost(of: GraphQLSchema): readonly string[] {
  return Array.from(fieldsOf(of))
    .filter(([, field]) => isList(field) && field.extensions.cost === undefined)
    .map(([coordinate]) => coordinate);
}

test('every list and every connection has a cost on its field', () => {
  expect(listsWithoutCost(schema)).toEqual([]);
});

test('a new list or connection without a cost is found', () => {
  const extended = extendSchema(
    schema,
    parse('extend type Account { lists: TokenConnection! zones: [Zone!]! name: String }'),
  );

  expect(listsWithoutCost(extended)).toEqual(
    expect.arrayContaining(['Account.lists', 'Account.zones']),
  );
  expect(listsWithoutCost(extended)).not.toContain('Account.name');
});

const PAGES: readonly (readonly [args: string, rows: number])[] = [
  ['', DEFAULT_PAGE_SIZE],
  ['(first: 7)', 7],
  ['(last: 7)', 7],
  ['(first: null, last: 7)', 7],
  [`(first: ${MAX_PAGE_SIZE})`, MAX_PAGE_SIZE],
  [`(last: ${MAX_PAGE_SIZE + 1})`, MAX_PAGE_SIZE],
];

test('a connection costs the rows of the page that its arguments ask for', () => {
  const connections = Array.from(fieldsOf(schema)).filter(
    ([, field]) => isList(field) && !isListType(getNullableType(field.type)),
  );

  for (const [coordinate, { name, extensions }] of connections) {
    for (const [args, rows] of PAGES) {
      expect([coordinate, args, rowsOf(extensions.cost, `${name}${args}`)]).toEqual([
        coordinate,
        args,
        rows,
      ]);
    }
  }
  expect(connections.length).toBeGreaterThan(0);
});

function rowsOf(cost: FieldCost | undefined, field: string): number | null {
  const [operation] = parse(`{ ${field} { totalCount } }`).definitions;
  const [node] = (operation as OperationDefinitionNode).selectionSet.selections;
  return cost === undefined ? null : maxRows(cost, node as FieldNode, {});
}

test('a cost names only arguments that its field has', () => {
  const unknown = Array.from(fieldsOf(schema)).flatMap(([coordinate, { args, extensions }]) => {
    const { cost } = extensions;
    const named =
      cost?.kind === 'page' ? cost.sizeArguments : cost?.kind === 'items' ? [cost.argument] : [];
    return named
      .filter((name) => !args.some((arg) => arg.name === name))
      .map((name) => `${coordinate}(${name})`);
  });

  expect(unknown).toEqual([]);
});

test('a field costs the same by its object as by its interface', () => {
  const fields = fieldsOf(schema);
  const different = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type)
      ? type.getInterfaces().flatMap((from) =>
          Object.keys(from.getFields()).filter((name) => {
            const [own, inherited] = [type, from].map(
              (each) => fields.get(`${each.name}.${name}`)?.extensions.cost,
            );
            return JSON.stringify(own) !== JSON.stringify(inherited);
          }),
        )
      : [],
  );

  expect(different).toEqual([]);
});
