import { expect, test } from 'vitest';

import { schema } from '../../../src/graphql/schema.ts';
import { readDocument } from '../../support/documents.ts';

/** The arguments that say which part of a list is read. All others select a list. */
const WINDOW_ARGUMENTS = ['first', 'after', 'last', 'before'];

test.each(['test/clients/apollo/tokens.ts', 'examples/tokens-table/src/client.ts'])(
  'the cache of %s keeps lists apart by every argument that selects one',
  (path) => {
    const [, keys = ''] = /relayStylePagination\(\[([^\]]*)\]\)/.exec(readDocument(path)) ?? [];
    const args =
      schema
        .getQueryType()
        ?.getFields()
        ['tokens']?.args.map(({ name }) => name) ?? [];

    // An argument that is missing there would mix the rows of two lists.
    expect(Array.from(keys.matchAll(/\w+/g), ([name]) => name)).toEqual(
      args.filter((name) => !WINDOW_ARGUMENTS.includes(name)),
    );
  },
);
