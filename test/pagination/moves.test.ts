import { describe, expect, test } from 'vitest';

import { Failure } from '../../src/model/failure.ts';
import type { Token } from '../../src/model/token.ts';
import type { PageRequest } from '../../src/model/token-source.ts';
import { connect, type World } from '../support/paging.ts';
import { randomOf } from '../support/random.ts';

const tokens = (ids: readonly string[]) => ids.map((id) => ({ id }) as Token);
const list = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`);
const created = (count: number) => Array.from({ length: count }, (_, index) => `new${index}`);

/** The ids of a window, and its cursors. */
function read(ids: readonly string[], args: Parameters<typeof connect>[1], world: World = {}) {
  const { edges, pageInfo } = connect(tokens(ids), args, world);
  return { ids: edges.map(({ node }) => (node as Token).id), pageInfo };
}

/** The ids from a cursor on, to the end of the walk. */
function walkOn(
  ids: readonly string[],
  args: Parameters<typeof connect>[1],
  world: World = {},
): readonly string[] {
  const page = read(ids, args, world);
  const { hasNextPage, hasPreviousPage, endCursor, startCursor } = page.pageInfo;
  const isForward = typeof args.first === 'number';
  if (!(isForward ? hasNextPage : hasPreviousPage)) return page.ids;
  expect(page.ids).toHaveLength((isForward ? args.first : args.last) ?? 0);
  return isForward
    ? [...page.ids, ...walkOn(ids, { ...args, after: endCursor }, world)]
    : [...walkOn(ids, { ...args, before: startCursor }, world), ...page.ids];
}

/** Moves an id to a position of the list without it. */
function move(ids: readonly string[], id: string, to: number): string[] {
  return ids.filter((each) => each !== id).toSpliced(to, 0, id);
}

interface Schedule {
  readonly seed: number;
  readonly size: number;
  readonly forward: boolean;
  readonly knowsTotal: boolean;
}

/** Walks through a list in which rows move, and says what is wrong. */
function walk({ seed, size, forward, knowsTotal }: Schedule): string | null {
  const random = randomOf(seed);
  let ids = list(random(90));
  const unmoved = new Set(ids);
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let made = 0; ; made++) {
    const args = forward ? { first: size, after: cursor } : { last: size, before: cursor };
    const page = read(ids, args, { knowsTotal });
    if (forward) seen.push(...page.ids);
    else seen.unshift(...page.ids);
    const { hasNextPage, hasPreviousPage, endCursor, startCursor } = page.pageInfo;
    if (!(forward ? hasNextPage : hasPreviousPage)) break;
    if (page.ids.length === 0) return 'an empty page in mid-walk';
    cursor = forward ? endCursor : startCursor;
    // One change a step: two of them can look like a third.
    const own = (forward ? page.ids.at(-1) : page.ids[0]) ?? '';
    const action = random(4);
    if (action === 0) {
      // A neighbour that moves over the row looks like the row that moves over the neighbour. And a
      // row that moves over a few rows looks like a row before which as many were created, unless
      // the row after it was read.
      const others = ids.filter((_, index) => Math.abs(index - ids.indexOf(own)) > 2);
      const moved = random(3) > 0 ? own : (others[random(others.length)] ?? own);
      const to = random(ids.length);
      if (Math.abs(to - ids.indexOf(moved)) <= 6) continue;
      ids = move(ids, moved, to);
      unmoved.delete(moved);
    } else if (action === 1) {
      ids = ids.toSpliced(random(ids.length + 1), 0, `new${made}`);
    } else if (action === 2) {
      const [gone = ''] = ids.slice(random(ids.length));
      ids = ids.filter((id) => id !== gone);
      unmoved.delete(gone);
    }
  }
  const stayed = seen.filter((id) => unmoved.has(id));
  const expected = [...unmoved];
  if (stayed.join() === expected.join()) return null;
  const missing = expected.filter((id) => !stayed.includes(id));
  const twice = stayed.filter((id, index) => stayed.indexOf(id) !== index);
  return `missing ${missing} twice ${twice} of ${stayed}`;
}

describe.each([
  ['forward', true],
  ['back', false],
])('rows that move during a walk %s', (_way, forward) => {
  test.each([true, false])('no row that stays is skipped or repeated (total: %s)', (knowsTotal) => {
    for (let seed = 1; seed <= 1_200; seed++) {
      const schedule = { seed, size: 1 + (seed % 17), forward, knowsTotal };
      const wrong = walk(schedule);
      if (wrong !== null) expect({ schedule, wrong }).toBeNull();
    }
  });
});

describe("a cursor's row that has moved", () => {
  const all = list(40);

  test('to any other position: the walk goes on where it was, after any window', () => {
    for (const knowsTotal of [true, false]) {
      for (let size = 1; size < 40; size++) {
        const { ids, pageInfo } = read(all, { first: size }, { knowsTotal });
        const own = ids.at(-1) ?? '';
        for (let to = 0; to < 40; to++) {
          const now = move(all, own, to);
          const after = { first: 100, after: pageInfo.endCursor };
          const rest = read(now, after, { knowsTotal }).ids.filter((id) => id !== own);
          if (rest.join() !== all.slice(size).join()) {
            expect({ knowsTotal, size, to, rest }).toEqual({
              knowsTotal,
              size,
              to,
              rest: all.slice(size),
            });
          }
        }
      }
    }
  });

  test('to any other position: the walk back goes on where it was', () => {
    for (const knowsTotal of [true, false]) {
      for (let size = 1; size < 40; size++) {
        const { ids, pageInfo } = read(all, { last: size }, { knowsTotal });
        const own = ids[0] ?? '';
        for (let to = 0; to < 40; to++) {
          const before = { last: 100, before: pageInfo.startCursor };
          const now = move(all, own, to);
          const rest = read(now, before, { knowsTotal }).ids.filter((id) => id !== own);
          if (rest.join() !== all.slice(0, 40 - size).join()) {
            expect({ knowsTotal, size, to, rest }).toEqual('where it was');
          }
        }
      }
    }
  });

  test('over more than a few rows, if the row after it was not read', () => {
    const rows = list(90);
    const { ids, pageInfo } = read(rows, { first: 50 });
    for (let to = 54; to < 90; to++) {
      const now = move(rows, ids.at(-1) ?? '', to);
      const rest = read(now, { first: 100, after: pageInfo.endCursor }).ids;
      expect(rest.filter((id) => id !== 't49')).toEqual(rows.slice(50));
    }
  });

  /**
   * The list is A B x y C now. It was A B C, and x and y are new; or it was A B C x y, and C has
   * moved. The cursor is the same in both cases, because the first window ends with a full page. So
   * x and y are returned, and C is left out: no token that stayed is skipped or repeated.
   */
  describe('and nothing tells it from a row before which others were created', () => {
    const kept = list(90);

    test.each([1, 2, 3, 4, 10, 19])('%i rows', (count) => {
      const x = created(count);
      const rest = kept.slice(50);
      const now = [...kept.slice(0, 49), ...x, 't49', ...rest];
      // So that the total is the same: rows at the end are deleted, or there were fewer.
      const worlds = {
        created: [...kept.slice(0, 50), ...rest, ...list(200).slice(150, 150 + count)],
        moved: [...kept.slice(0, 50), ...x, ...rest],
      };
      for (const before of Object.values(worlds)) {
        for (const size of [1, 2, 5, 40, 100]) {
          const { pageInfo } = read(before, { first: 50 });
          const next = { first: size, after: pageInfo.endCursor };
          expect(walkOn(now, next)).toEqual([...x, ...rest]);

          const back = read(before.toReversed(), { last: 50 });
          const last = { last: size, before: back.pageInfo.startCursor };
          expect(walkOn(now.toReversed(), last)).toEqual([...x, ...rest].toReversed());
        }
      }
    });

    test('the end of the list is exact, wherever the row stands', () => {
      for (const knowsTotal of [true, false]) {
        for (let size = 1; size <= 12; size++) {
          for (let place = 0; place <= 12; place++) {
            const { pageInfo } = read(list(62), { first: 50 }, { knowsTotal });
            const others = list(62).slice(50);
            const now = [...list(49), ...others.toSpliced(place, 0, 't49')];
            const next = { first: size, after: pageInfo.endCursor };

            const rest = walkOn(now, next, { knowsTotal });
            const isOpen = connect(tokens(now), next, { knowsTotal, wantsRows: false }).pageInfo;

            expect({ size, place, rest }).toEqual({ size, place, rest: others });
            expect(isOpen.hasNextPage).toBe(size < others.length);
          }
        }
      }
    });
  });

  test('changes places with a row beside it: neither comes twice, none is skipped', () => {
    for (const knowsTotal of [true, false]) {
      for (let size = 3; size < 38; size++) {
        for (const at of [size - 2, size - 1]) {
          const now = move(all, `t${at}`, at + 1);
          const { pageInfo } = read(all, { first: size }, { knowsTotal });
          const next = { first: 7, after: pageInfo.endCursor };
          expect(walkOn(now, next, { knowsTotal })).toEqual(all.slice(size));

          const back = read(all.toReversed(), { last: size }, { knowsTotal });
          const last = { last: 7, before: back.pageInfo.startCursor };
          const rest = walkOn(now.toReversed(), last, { knowsTotal });
          expect(rest).toEqual(all.slice(size).toReversed());
        }
      }
    }
  });

  test('while others were created at the start of the list', () => {
    const { pageInfo } = read(all, { first: 5 });
    const now = [...created(3), ...move(all, 't4', 39)];

    expect(read(now, { first: 100, after: pageInfo.endCursor }).ids).toEqual([
      ...all.slice(5),
      't4',
    ]);
  });

  test('with the row after it: the neighbours before it say where the walk goes on', () => {
    const { pageInfo } = read(all, { first: 5 });
    const now = [...all.filter((id) => id !== 't4' && id !== 't5'), 't4', 't5'];

    // It is not returned a second time.
    const rest = now.slice(4).filter((id) => id !== 't4');
    expect(read(now, { first: 100, after: pageInfo.endCursor }).ids).toEqual(rest);
  });

  test('is no reason to leave its place when its neighbours have moved', () => {
    const { pageInfo } = read(all, { first: 5 });
    const now = ['new', ...all.filter((id) => id !== 't2' && id !== 't3'), 't2', 't3'];

    expect(read(now, { first: 3, after: pageInfo.endCursor }).ids).toEqual(['t5', 't6', 't7']);
    // The same where the whole list was read, and shows that the neighbours stand together elsewhere.
    const rest = read(now, { first: 100, after: pageInfo.endCursor }).ids;
    expect(rest).toEqual(now.slice(now.indexOf('t5')));
  });

  test.each<[string, readonly string[], readonly string[]]>([
    // The cursor's row is t4. It remembers t3 and t2 before it, and t5 after it.
    ['the row after it', ['t2', 't3'], ['t5', 't6', 't7']],
    ['the row before it', ['t2', 't5'], ['t6', 't7', 't8']],
    ['the second row before it', ['t3', 't5'], ['t6', 't7', 't8']],
  ])('and of its neighbours only %s is left: the walk goes on beside that', (_, deleted, next) => {
    const { pageInfo } = read(all, { first: 5 });
    const now = move(all, 't4', 39).filter((id) => !deleted.includes(id));

    expect(read(now, { first: 3, after: pageInfo.endCursor }).ids).toEqual(next);
    const rest = read(now, { first: 100, after: pageInfo.endCursor }).ids;
    expect(rest).toEqual(now.slice(now.indexOf(next[0] ?? ''), -1));
  });

  test('over the row before it, and others were created on both sides of that: it does not come twice', () => {
    const { pageInfo } = read(all, { first: 5 });
    const now = [...all.slice(0, 3), 't4', 'new0', 't3', 'new1', ...all.slice(5)];

    expect(read(now, { first: 3, after: pageInfo.endCursor }).ids).toEqual(['new1', 't5', 't6']);
  });

  test('and so does the row before it, and the row after it is deleted: the walk goes on after the nearest', () => {
    const { pageInfo } = read(all, { first: 5 });
    const now = move(move(all, 't4', 20), 't3', 0).filter((id) => id !== 't5');

    expect(read(now, { first: 3, after: pageInfo.endCursor }).ids).toEqual(['t6', 't7', 't8']);
  });

  test('and a neighbour that has moved does not show where a deleted row was', () => {
    const { pageInfo } = read(all, { first: 5 });
    const now = move(all, 't3', 39).filter((id) => id !== 't4');

    expect(read(now, { first: 3, after: pageInfo.endCursor }).ids).toEqual(['t5', 't6', 't7']);
  });
});

describe('tokens created beside a cursor', () => {
  test.each([1, 3, 19, 20, 21, 25, 49])('%i before its row: no row comes twice', (count) => {
    for (const size of [1, 2, 5, 20, 49, 50, 51, 100]) {
      const all = list(140);
      const { pageInfo } = read(all, { first: size });
      const now = all.toSpliced(size - 1, 0, ...created(count));

      const rest = read(now, { first: 30, after: pageInfo.endCursor }).ids;

      // If the row after it was read and still follows it, the created ones are known to be new.
      // Pages of 50 do not show it: then the created ones may be rows that it has moved over.
      const expected = [...(size % 50 === 0 ? created(count) : []), ...all.slice(size)];
      expect(rest).toEqual(expected.slice(0, 30));
    }
  });

  test.each([1, 20, 21, 60])('%i after its row: all of them come', (count) => {
    const all = list(60);
    const { pageInfo } = read(all, { first: 5 });
    const now = all.toSpliced(5, 0, ...created(count));

    expect(read(now, { first: 100, after: pageInfo.endCursor }).ids).toEqual(now.slice(5, 105));
  });

  test('a few before its row, where the total does not show them: its row does not come twice', () => {
    const all = list(60);
    for (const knowsTotal of [true, false]) {
      for (const size of [1, 2, 3, 4, 100]) {
        const { pageInfo } = read(all, { first: 5 }, { knowsTotal });
        const now = all.toSpliced(40, 3).toSpliced(4, 0, ...created(3));

        const rest = walkOn(now, { first: size, after: pageInfo.endCursor }, { knowsTotal });

        // Without a total, a few rows count as new if the row after them still follows.
        expect(rest).toEqual([...(knowsTotal ? created(3) : []), ...now.slice(8)]);
      }
    }
  });

  test.each([40, 600, 2_600])(
    '%i in front of it: found, within a bounded number of calls',
    (count) => {
      for (const knowsTotal of [true, false]) {
        const all = list(60);
        const { pageInfo } = read(all, { first: 5 }, { knowsTotal });
        const log: PageRequest[] = [];
        const args = { first: 3, after: pageInfo.endCursor };
        const world = { knowsTotal, log };
        try {
          const { ids } = read([...created(count), ...all], args, world);
          expect(ids).toEqual(['t5', 't6', 't7']);
          if (knowsTotal) expect(log.length).toBeLessThanOrEqual(4);
        } catch (error) {
          // Beyond the largest radius, and nothing says how far the row has moved.
          expect({ error: (error as Failure).code, knowsTotal, isFar: count > 2_500 }).toEqual({
            error: 'CURSOR_EXPIRED',
            knowsTotal: false,
            isFar: true,
          });
        }
        expect(log.length).toBeLessThanOrEqual(150);
      }
    },
  );
});

test('a list that has grown beyond the length that a cursor remembers goes on, also without a total', () => {
  const all = list(12);
  for (const size of [1, 8, 11]) {
    const { pageInfo } = read(all, { first: size });
    for (const count of [1, 2, 5, 30]) {
      const now = [...created(count), ...all, ...created(count).map((id) => `${id}-last`)];
      const args = { first: 100, after: pageInfo.endCursor };

      const rest = read(now, args, { knowsTotal: false });

      expect(rest.ids).toEqual(now.slice(count + size));
      expect(rest.pageInfo.hasNextPage).toBe(false);
    }
  }
});

describe('a cursor near the start of the list', () => {
  test('whose row has more rows before the row after it than can be new: the walk goes on there', () => {
    const all = list(40);
    const { pageInfo } = read(all, { first: 1 });
    const now = ['first', 't0', ...created(10), ...all.slice(1, 29)];

    expect(read(now, { first: 3, after: pageInfo.endCursor }).ids).toEqual(['t1', 't2', 't3']);
  });

  test.each([1, 2])(
    'of a first window of %i whose rows are deleted: the rows after go on',
    (size) => {
      for (const knowsTotal of [true, false]) {
        const all = list(12);
        const { pageInfo } = read(all, { first: size }, { knowsTotal });
        const args = { first: 3, after: pageInfo.endCursor };

        const rest = read(all.slice(size), args, { knowsTotal });

        expect(rest.ids).toEqual(all.slice(size, size + 3));
        expect(rest.pageInfo.hasPreviousPage).toBe(false);
      }
    },
  );

  test.each([1, 2])('of a first window of %i: one row after it is enough', (size) => {
    const all = list(30);
    const { pageInfo } = read(all, { first: size });
    const args = { first: 3, after: pageInfo.endCursor };

    expect(read(all.slice(size + 1), args).ids).toEqual(all.slice(size + 1, size + 4));
    expect(() => read(all.slice(size + 2), args)).toThrow(Failure);
  });

  test('read from the end, without a total', () => {
    const all = list(12);
    const { pageInfo } = read(all, { last: 12 }, { knowsTotal: false });
    const args = { first: 3, after: pageInfo.startCursor };

    expect(read(all.slice(1), args, { knowsTotal: false }).ids).toEqual(['t1', 't2', 't3']);
    expect(read(all.slice(1), { last: 3, before: pageInfo.startCursor }).ids).toEqual([]);
  });
});

test('a row that has moved away is not followed, even if a token was created beside its old place', () => {
  const before = list(10);
  const { pageInfo } = read(before, { first: 3 });
  const after = move(before, 't2', 9).toSpliced(2, 0, 'new');

  expect(after.slice(0, 5)).toEqual(['t0', 't1', 'new', 't3', 't4']);
  expect(read(after, { first: 3, after: pageInfo.endCursor }).ids).toEqual(['new', 't3', 't4']);
});

// The total may be too low: then the row stands right after the rows that it counts.
test('a deleted row counts as deleted only once the end of the list is seen', () => {
  const { pageInfo } = read(list(5), { first: 3 });
  const now = ['t0', 't1', 't3', 't4', 'new'];

  const { ids } = read(now, { first: 3, after: pageInfo.endCursor });

  expect(ids).toEqual(['t3', 't4', 'new']);
});
