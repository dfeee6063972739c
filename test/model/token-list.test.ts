import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

import { lengthKey, listKey, reverseOf, type TokenList } from '../../src/model/token-list.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Two values at least of each property, so that every property is seen to matter. */
const VALUES: { readonly [K in keyof TokenList]-?: readonly [TokenList[K], TokenList[K]] } = {
  account: [null, 'a'.repeat(32)],
  direction: ['ASC', 'DESC'],
  includeExpired: [false, true],
};

/** The properties that only put the same rows in another order. */
const ORDERING: readonly string[] = ['direction'] satisfies readonly (keyof TokenList)[];

/** A list for every combination of values. */
const LISTS = Object.entries(VALUES).reduce<readonly object[]>(
  (lists, [name, values]) =>
    lists.flatMap((list) => values.map((value) => ({ ...list, [name]: value }))),
  [{}],
) as readonly TokenList[];
const LIST = LISTS[0] as TokenList;

test('every list has a key of its own, and equal lists have the same', () => {
  expect(new Set(LISTS.map(listKey)).size).toBe(LISTS.length);
  for (const list of LISTS) {
    const reordered = Object.fromEntries(Object.entries(list).reverse());
    expect(listKey(reordered as unknown as TokenList)).toBe(listKey(list));
  }
});

test('keys do not run into each other, with any text in a property', () => {
  const list = (direction: string) => listKey({ ...LIST, direction: direction as never });
  const texts = ['a', 'a,false', 'a",false,"', '"', '\\"', '', ' ', '\ud800', '\ud801', '\ufffd'];

  expect(new Set(texts.map(list)).size).toBe(texts.length);
});

test('the order of a list does not change its length; everything else may', () => {
  for (const one of LISTS) {
    for (const other of LISTS) {
      const isAsLong = Object.entries(one).every(
        ([name, value]) => ORDERING.includes(name) || value === other[name as keyof TokenList],
      );
      expect(lengthKey(one) === lengthKey(other)).toBe(isAsLong);
    }
  }
});

test('the reverse of a list holds the same rows in the other direction', () => {
  for (const list of LISTS) {
    const reverse = reverseOf(list);

    expect(reverse.direction).not.toBe(list.direction);
    expect({ ...reverse, direction: list.direction }).toEqual(list);
    expect(reverseOf(reverse)).toEqual(list);
  }
});

test('a property that is missing from the identity of a list does not compile', () => {
  const source = readFileSync(join(ROOT, 'src/model/token-list.ts'), 'utf8');
  const property = 'readonly includeExpired: boolean;';
  expect(source).toContain(property);

  expect(compile(source)).toBe('');
  expect(compile(source.replace(property, `${property} readonly search: string;`))).toMatch(
    /Property 'search' is missing/,
  );
  // An optional one would be the easiest to forget.
  expect(compile(source.replace(property, `${property} readonly search?: string;`))).toMatch(
    /Property 'search' is missing/,
  );
});

/** The errors of the TypeScript compiler; empty where there are none. */
function compile(source: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'token-list-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'token-list.ts');
  writeFileSync(file, source);
  const flags = ['--noEmit', '--strict', '--target', 'es2023', '--exactOptionalPropertyTypes'];
  try {
    execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [...flags, file], { cwd: directory });
    return '';
  } catch (error) {
    return String((error as { readonly stdout?: Buffer }).stdout ?? error);
  }
}
