import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type GraphQLSchema,
  isAbstractType,
  isIntrospectionType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { expect, test } from 'vitest';

import { schema } from '../../src/graphql/schema.ts';
import { readDocument } from '../support/documents.ts';

const FOLDER = 'schema/operations';
const OPERATIONS = readdirSync(join(import.meta.dirname, '../..', FOLDER)).map((file) =>
  readDocument(`${FOLDER}/${file}`),
);

/** The fields that an operation selects, by their coordinates; a field of an interface is that of each object. */
function selectedFields(of: GraphQLSchema, operation: string): readonly string[] {
  const selected: string[] = [];
  const info = new TypeInfo(of);
  const visitor = visitWithTypeInfo(info, {
    Field({ name }) {
      const type = info.getParentType();
      const types = isAbstractType(type) ? of.getPossibleTypes(type) : [type];
      for (const each of types) selected.push(`${each}.${name.value}`);
    },
  });
  visit(parse(operation), visitor);
  return selected;
}

/** The fields below the root. Federation's own types are not for clients. */
function fieldsBelowRoot(of: GraphQLSchema): readonly string[] {
  return Object.values(of.getTypeMap())
    .filter((type) => isObjectType(type) && type !== of.getQueryType())
    .filter((type) => !isIntrospectionType(type) && !type.name.startsWith('_'))
    .flatMap((type) =>
      isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type}.${name}`) : [],
    );
}

test('every field below the root is selected by an operation that the tests send', () => {
  const selected = new Set(OPERATIONS.flatMap((operation) => selectedFields(schema, operation)));

  // Add it to every-field.graphql, or to another file there; then npm run codegen.
  expect(fieldsBelowRoot(schema).filter((field) => !selected.has(field))).toEqual([]);
});
