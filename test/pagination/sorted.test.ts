import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { SortKey } from '../../src/model/sort-key.ts';
import type { TokenRow } from '../../src/model/token-source.ts';
import { COUNT_RANGE } from '../../src/pagination/cursor.ts';
import { createSortedCursorCodec, sortableId } from '../../src/pagination/sorted-cursor.ts';
import { parseSortedWindow, sortedConnection } from '../../src/pagination/sorted-window.ts';

const CODEC = createSortedCursorCodec('a list');
const SNAPSHOT = { instance: 7, completedAt: 11 };

const hexId = fc.stringMatching(/^[0-9a-f]{32}$/);
const anyId = fc.oneof(
  hexId,
  fc.string({ unit: 'grapheme', maxLength: 32 }).map((id) => id.toWellFormed()),
);
const instant = fc.record({
  // From the year 0 to the year 9999, and a day around it: an offset may move it there.
  seconds: fc.integer({ min: -62_167_305_600, max: 253_402_387_199 }),
  nanoseconds: fc.nat({ max: 999_999_999 }),
});
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((each) => each.toWellFormed());
const key: fc.Arbitrary<SortKey> = fc.record({
  isReadable: fc.boolean(),
  value: fc.oneof(fc.constant(null), instant, text),
  id: anyId,
});
const payload = fc.record({
  snapshot: fc.record({
    instance: fc.nat({ max: 2 ** 32 - 1 }),
    completedAt: fc.maxSafeNat().map((count) => count % COUNT_RANGE),
  }),
  key,
});

describe('the cursor of a sorted list', () => {
  test('is read as it was written, and by its own list alone', () => {
    fc.assert(
      fc.property(payload, (each) => {
        const cursor = CODEC.encode(each);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(CODEC.decode(cursor)).toEqual({ payload: each });
        const other = createSortedCursorCodec('another list');
        expect(other.decode(cursor)).toEqual({ problem: 'OTHER_LIST' });
      }),
    );
  });

  test('with a date and an id of Cloudflare’s it has at most 64 characters', () => {
    fc.assert(
      fc.property(payload, hexId, fc.option(instant), (each, id, value) => {
        const cursor = CODEC.encode({ ...each, key: { ...each.key, id, value } });
        expect(cursor.length).toBeLessThanOrEqual(64);
      }),
    );
  });

  test('with a date it has at most 64 characters, with any id', () => {
    const longId = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 64 }),
      fc.stringMatching(/^[0-9A-Z]{32}$/),
      fc.stringMatching(/^[0-9a-f]{44,64}$/),
      fc.uuid(),
    );
    fc.assert(
      fc.property(payload, longId, instant, (each, any, value) => {
        const id = sortableId(any);
        const cursor = CODEC.encode({ ...each, key: { ...each.key, id, value } });
        expect(cursor.length).toBeLessThanOrEqual(64);
        expect(CODEC.decode(cursor)).toMatchObject({ payload: { key: { id } } });
      }),
    );
  });

  test('an id of Cloudflare’s is never cut; of others, those that differ stay different', () => {
    fc.assert(fc.property(hexId, (id) => sortableId(id) === id));
    const start = 'the same first characters';
    const ids = Array.from({ length: 2_000 }, (_, index) => sortableId(`${start} ${index}`));
    expect(new Set(ids).size).toBe(2_000);
  });

  test('with the longest name it has at most 1,024', () => {
    for (const letter of ['a', 'ü', '語', '😀']) {
      const value = letter.repeat(200 / letter.length);
      const cursor = CODEC.encode({
        snapshot: SNAPSHOT,
        key: { isReadable: true, value, id: 'f'.repeat(32) },
      });
      expect(cursor.length).toBeLessThanOrEqual(1_024);
      expect(CODEC.decode(cursor)).toMatchObject({ payload: { key: { value } } });
    }
  });

  test('is none if a letter of it is another', () => {
    fc.assert(
      fc.property(payload, fc.nat(), (each, at) => {
        const cursor = CODEC.encode(each);
        const index = at % cursor.length;
        const letter = cursor[index] === 'A' ? 'B' : 'A';
        const changed = cursor.slice(0, index) + letter + cursor.slice(index + 1);
        expect(CODEC.decode(changed)).toEqual({ problem: 'MALFORMED' });
        expect(CODEC.decode(cursor.slice(0, index))).toEqual({ problem: 'MALFORMED' });
      }),
    );
  });

  test('bytes that a cursor cannot have, of every kind and length', () => {
    for (let head = 0; head < 256; head++) {
      for (let length = 0; length < 40; length++) {
        for (const fill of [0, 1, 255]) {
          const bytes = Buffer.alloc(length, fill);
          if (length > 0) bytes[0] = head;
          expect(CODEC.decode(bytes.toString('base64url'))).toEqual({ problem: 'MALFORMED' });
        }
      }
    }
    expect(CODEC.decode('A'.repeat(1_025))).toEqual({ problem: 'MALFORMED' });
  });
});

describe('a window of a sorted list', () => {
  const keyOf = (value: number): SortKey => ({
    isReadable: true,
    value: { seconds: value, nanoseconds: 0 },
    id: String(value),
  });
  const compare = (one: SortKey, other: SortKey) => Number(one.id) - Number(other.id);
  const rowOf = (value: number) => ({ key: keyOf(value), row: { id: String(value) } as TokenRow });
  const cursorOf = (value: number | null) =>
    value === null ? null : CODEC.encode({ snapshot: SNAPSHOT, key: keyOf(value) });

  test('is what lies between its cursors, whether their rows are still there or not', () => {
    const world = fc.record({
      values: fc.uniqueArray(fc.nat({ max: 12 }), { maxLength: 10 }),
      after: fc.option(fc.nat({ max: 12 })),
      before: fc.option(fc.nat({ max: 12 })),
      size: fc.nat({ max: 5 }),
      isLast: fc.boolean(),
    });
    fc.assert(
      fc.property(world, ({ values, after, before, size, isLast }) => {
        const all = values.toSorted((one, other) => one - other);
        const between = all.filter(
          (value) => (after === null || value > after) && (before === null || value < before),
        );
        const shown = isLast
          ? between.slice(Math.max(0, between.length - size))
          : between.slice(0, size);
        const window = parseSortedWindow('a list', {
          [isLast ? 'last' : 'first']: size,
          after: cursorOf(after),
          before: cursorOf(before),
        });

        const { edges, pageInfo, totalCount } = sortedConnection(
          window,
          all.map(rowOf),
          compare,
          SNAPSHOT,
        );

        expect(edges.map(({ node }) => Number(node.id))).toEqual(shown);
        expect(edges.map(({ cursor }) => cursor)).toEqual(shown.map(cursorOf));
        expect(totalCount).toBe(all.length);
        expect(pageInfo.startCursor).toBe(cursorOf(shown[0] ?? null));
        expect(pageInfo.endCursor).toBe(cursorOf(shown.at(-1) ?? null));
        if (shown.length === 0) return;
        expect(pageInfo.hasPreviousPage).toBe(all.indexOf(shown[0] ?? -1) > 0);
        expect(pageInfo.hasNextPage).toBe(all.indexOf(shown.at(-1) ?? -1) < all.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['after', 'before'])('a cursor of another list as %j is refused', (argument) => {
    const cursor = createSortedCursorCodec('another list').encode({
      snapshot: SNAPSHOT,
      key: keyOf(1),
    });

    expect(() => parseSortedWindow('a list', { [argument]: cursor })).toThrow(
      `Argument "${argument}": this cursor belongs to another list`,
    );
  });
});
