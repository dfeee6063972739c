import { type GraphQLField, getNamedType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';

import { schema } from '../../../src/graphql/schema.ts';
import { readDocument } from '../../support/documents.ts';

/** The arguments that say which part of a list is read. All others select a list. */
const WINDOW_ARGUMENTS = ['first', 'after', 'last', 'before'];

/** The fields that are connections, of all types. */
function connections(): readonly GraphQLField<unknown, unknown>[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type)
      ? Object.values(type.getFields()).filter((field) =>
          getNamedType(field.type).name.endsWith('Connection'),
        )
      : [],
  );
}

test('the cache knows every connection, and every argument that selects a list', () => {
  const written = readDocument('test/clients/apollo/tokens.ts').matchAll(
    /(\w+): relayStylePagination\(\[([^\]]*)\]\)/g,
  );
  const found = Array.from(written, ([, name, keys = '']) => [name, ...(keys.match(/\w+/g) ?? [])]);
  const lists = connections().map(({ name, args }) => [
    name,
    ...args.map((arg) => arg.name).filter((arg) => !WINDOW_ARGUMENTS.includes(arg)),
  ]);

  // An argument that is missing there would mix the rows of two lists.
  expect(found.sort()).toEqual(lists.sort());
  expect(lists.length).toBeGreaterThan(1);
});
