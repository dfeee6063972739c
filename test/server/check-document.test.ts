import { visit } from 'graphql';
import { expect, test } from 'vitest';

import { DEFAULT_LIMITS } from '../../src/config/defaults.ts';
import { schema } from '../../src/graphql/schema.ts';
import { createCheckDocument } from '../../src/server/check-document.ts';

const open = () => createCheckDocument({ schema, limits: DEFAULT_LIMITS, introspection: true });

/** `Q1` makes the text another one; the tree is as large as its fields are many. */
const documentOf = (number: number, fields: number) =>
  `query Q${number} { ${'__typename '.repeat(fields)} }`;

function isCachedAfter(others: number, fields: number): boolean {
  const check = open();
  const first = check(documentOf(0, fields));
  for (let number = 1; number <= others; number++) check(documentOf(number, fields));
  return check(documentOf(0, fields)) === first;
}

test('the trees of cached documents are bounded, not only their texts', () => {
  expect(isCachedAfter(200, 1)).toBe(true);
  // 200 texts of a kilobyte, but 100 MB of trees.
  expect(isCachedAfter(200, 90)).toBe(false);
});

test('a cached document does not hold its lexical tokens: no limit counts comments', () => {
  const { document } = open()('{ __typename #a\n#b\n#c\n }');

  let tokens = 0;
  visit(document, {
    enter({ loc }) {
      for (const token of [loc?.startToken, loc?.endToken]) {
        tokens += 1;
        expect(token).toMatchObject({ prev: null, next: null });
      }
    },
  });
  expect(tokens).toBeGreaterThan(0);
});
