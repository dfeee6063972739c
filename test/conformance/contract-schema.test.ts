import { readFileSync } from 'node:fs';
import {
  type ASTNode,
  buildSchema,
  findBreakingChanges,
  findDangerousChanges,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
} from 'graphql';
import { expect, test } from 'vitest';

import { schema } from '../../src/graphql/schema.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the served schema contains all of the contract', () => {
  const contract = buildSchema(read('../contract/schema.graphql'));

  // A change is "breaking" if the served schema lacks or changes a part of the contract.
  expect(findBreakingChanges(contract, schema)).toEqual([]);
  expect(findDangerousChanges(contract, schema)).toEqual([]);
});

test('nullability is the same in both directions', () => {
  // If a field is non-null here and nullable in the contract, that is no breaking change.
  const served = linesOf(printSchema(lexicographicSortSchema(schema)));
  const contract = buildSchema(read('../contract/schema.graphql'));
  const promised = linesOf(printSchema(lexicographicSortSchema(contract)));

  expect(promised.filter((line) => !served.includes(line))).toEqual([]);
  expect(promised.length).toBeGreaterThan(70);
});

/** One line for each field, with its type's name and its arguments, without descriptions. */
function linesOf(sdl: string): readonly string[] {
  return parse(sdl).definitions.flatMap((definition) =>
    'fields' in definition && 'name' in definition
      ? (definition.fields ?? []).map(
          (field) => `${definition.name?.value}.${print(withoutDescriptions(field))}`,
        )
      : [print(withoutDescriptions(definition))],
  );
}

function withoutDescriptions<Node extends ASTNode>(node: Node): Node {
  return visit(node, {
    enter: (each) => ('description' in each ? { ...each, description: undefined } : undefined),
  });
}

test('everything has a description', () => {
  const missing = Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap(undescribed);

  expect(missing).toEqual([]);
});

function undescribed(type: GraphQLNamedType): readonly string[] {
  const members: [string, { description?: string | null | undefined }][] = [[type.name, type]];
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      members.push([`${type.name}.${field.name}`, field]);
      for (const arg of field.args) members.push([`${type.name}.${field.name}(${arg.name})`, arg]);
    }
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields()))
      members.push([`${type.name}.${field.name}`, field]);
  }
  if (isEnumType(type)) {
    for (const value of type.getValues()) members.push([`${type.name}.${value.name}`, value]);
  }
  return members.filter(([, member]) => !member.description).map(([name]) => name);
}

test('the printed schema is the served schema', () => {
  const printed = buildSchema(read('../../schema/schema.graphql'));

  expect(printSchema(lexicographicSortSchema(printed)), 'stale: npm run codegen').toBe(
    printSchema(lexicographicSortSchema(schema)),
  );
});
