import type { GraphQLObjectType } from 'graphql';
import { expect, test } from 'vitest';

import { schema } from '../../../src/graphql/schema.ts';
import { readDocument } from '../../support/documents.ts';

/** The arguments that say which part of a list is read. All others select a list. */
const WINDOW_ARGUMENTS = ['first', 'after', 'last', 'before'];

test('the cache keeps lists apart by every argument that selects one', () => {
  const found = Array.from(
    readDocument('test/clients/apollo/tokens.ts').matchAll(/relayStylePagination\(\[([^\]]*)\]\)/g),
    ([, keys = '']) => Array.from(keys.matchAll(/\w+/g), ([name]) => name),
  );
  const lists = ['Query', 'Account'].map((name) => {
    const type = schema.getType(name) as GraphQLObjectType;
    const args = type.getFields()['tokens']?.args.map((arg) => arg.name) ?? [];
    return args.filter((arg) => !WINDOW_ARGUMENTS.includes(arg));
  });

  // An argument that is missing there would mix the rows of two lists.
  expect(found).toEqual(lists);
});
