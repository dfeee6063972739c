import { describe, expect, test } from 'vitest';

import { Failure } from '../../src/model/failure.ts';
import type { Token } from '../../src/model/token.ts';
import { type TokenRow, UnreadableRow } from '../../src/model/token-source.ts';
import { connect } from '../support/paging.ts';
import { randomOf } from '../support/random.ts';

interface Schedule {
  readonly seed: number;
  readonly count: number;
  readonly size: number;
  readonly forward: boolean;
  readonly knowsTotal: boolean;
  /** How the list changes between two requests. */
  readonly changes: 'anything' | 'one of each' | 'at the cursor' | 'many before it';
}

/** Walks through a list that changes between requests, and reports rows that are missing or repeated. */
function walk(schedule: Schedule): { readonly expired: boolean; readonly wrong: string | null } {
  const { size, forward, knowsTotal } = schedule;
  const random = randomOf(schedule.seed);
  const list = Array.from({ length: schedule.count }, (_, index) => `t${index}`);
  const throughout = new Set(list);
  const seen: string[] = [];
  let made = 0;

  const create = (at: number) => list.splice(at, 0, `new${made++}`);
  const remove = (at: number) => {
    const [gone] = list.splice(at, 1);
    if (gone !== undefined) throughout.delete(gone);
  };
  const somewhere = () => random(list.length + 1);

  let cursor: string | null = null;
  let remembered: readonly (readonly string[])[] = [];
  for (;;) {
    const rows = list.map((id) => ({ id }) as Token);
    let page: ReturnType<typeof connect>;
    try {
      const args = forward ? { first: size, after: cursor } : { last: size, before: cursor };
      page = connect(rows, args, { knowsTotal });
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'CURSOR_EXPIRED') throw error;
      const hasLeft = (ids: readonly string[]) => ids.some((id) => list.includes(id));
      return {
        expired: true,
        wrong: remembered.every(hasLeft) ? `${remembered} are not gone` : null,
      };
    }
    const ids = page.edges.map(({ node }) => (node as Token).id);
    if (forward) seen.push(...ids);
    else seen.unshift(...ids);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(forward ? hasNextPage : hasPreviousPage)) break;
    if (ids.length === 0) return { expired: false, wrong: 'an empty page in mid-walk' };
    cursor = forward ? endCursor : startCursor;

    const at = list.indexOf((forward ? ids.at(-1) : ids[0]) ?? '');
    // The cursor's row and the two before it. A walk backwards may have read the two after it
    // instead, so its cursor may expire if the rows of one side are gone.
    const before = list.slice(Math.max(0, at - 2), at + 1);
    remembered = forward ? [before] : [before, list.slice(at, at + 3)];
    switch (schedule.changes) {
      case 'anything':
        for (let times = random(4); times > 0; times--) {
          if (random(2) === 0) create(somewhere());
          else remove(somewhere());
        }
        break;
      case 'one of each':
        create(somewhere());
        remove(somewhere());
        break;
      case 'at the cursor': {
        if (random(3) > 0) remove(Math.max(0, at + random(5) - 2));
        if (random(3) > 0) create(Math.min(list.length, Math.max(0, at + random(5) - 2)));
        break;
      }
      case 'many before it':
        for (let times = random(12); times > 0 && at > 12; times--) {
          if (random(3) === 0) create(0);
          else remove(random(Math.min(list.length, at - 3)));
        }
    }
  }

  const stayed = seen.filter((id) => throughout.has(id));
  const expected = [...throughout];
  if (stayed.join() === expected.join()) return { expired: false, wrong: null };
  const missing = expected.filter((id) => !stayed.includes(id));
  const twice = stayed.filter((id, index) => stayed.indexOf(id) !== index);
  return { expired: false, wrong: `missing ${missing} twice ${twice} of ${stayed}` };
}

describe.each(['anything', 'one of each', 'at the cursor', 'many before it'] as const)(
  'changes between two requests: %s',
  (changes) => {
    test.each([true, false])(
      'no token that remains is skipped or repeated (total: %s)',
      (knowsTotal) => {
        let expired = 0;
        const schedules = 1_500;
        for (let seed = 1; seed <= schedules; seed++) {
          const schedule = {
            seed,
            count: seed % 90,
            size: 1 + (seed % 13),
            forward: seed % 2 === 0,
            knowsTotal,
            changes,
          };
          const result = walk(schedule);
          if (result.wrong !== null) expect({ schedule, wrong: result.wrong }).toBeNull();
          if (result.expired) expired += 1;
        }
        // All three tokens of a cursor are rarely deleted at once.
        expect(expired).toBeLessThan(schedules / 20);
      },
    );
  },
);

describe('a cursor of a row whose id cannot be read', () => {
  const unreadable = (id: string | null) => new UnreadableRow('result[0]: expected an object', id);
  const all = Array.from({ length: 30 }, (_, index) =>
    index === 9 ? unreadable(null) : ({ id: `t${index}` } as Token),
  );
  const { endCursor } = connect(all, { first: 10 }).pageInfo;
  const next = (rows: readonly TokenRow[]) =>
    connect(rows, { first: 2, after: endCursor }).edges.map(({ node }) => node.id);

  test('is followed by its neighbours', () => {
    expect(next(all)).toEqual(['t10', 't11']);
    expect(next([{ id: 'new' } as Token, ...all])).toEqual(['t10', 't11']);
    expect(next(all.slice(3))).toEqual(['t10', 't11']);
    expect(next(all.toSpliced(9, 1))).toEqual(['t10', 't11']);
    expect(next(all.toSpliced(8, 1))).toEqual(['t10', 't11']);
    expect(() => next(all.toSpliced(7, 3))).toThrow(/gone/);
  });

  test('or by the rows after it if it is the first, or by its position if it is alone', () => {
    const rows = [unreadable(null), ...all.slice(10)];
    const first = connect(rows, { first: 1 }).pageInfo.endCursor;
    const behind = (list: readonly TokenRow[]) =>
      connect(list, { first: 1, after: first }).edges.map(({ node }) => node.id);

    expect(behind(rows)).toEqual(['t10']);
    expect(behind(rows.slice(1))).toEqual(['t10']);
    const alone = connect([unreadable(null)], { first: 1 }).pageInfo.endCursor;
    const behindAlone = (list: readonly TokenRow[]) =>
      connect(list, { first: 1, after: alone }).edges.map(({ node }) => node.id);
    expect(behindAlone([unreadable(null), ...all.slice(10)])).toEqual(['t10']);
    expect(() => behindAlone(all.slice(10))).toThrow(/gone/);
  });

  test('and is of no use as a neighbour in the next cursor', () => {
    const after = connect(all, { first: 11 }).pageInfo.endCursor;
    const behind = (list: readonly TokenRow[]) =>
      connect(list, { first: 1, after }).edges.map(({ node }) => node.id);

    // The cursor's row is gone, and the row before it has no readable id. The second row before it
    // gives the position. So the row without an id is repeated, and no row is skipped.
    expect(behind(all.toSpliced(10, 1))).toEqual([null]);
    expect(() => behind(all.toSpliced(8, 3))).toThrow(/gone/);
  });

  test('nor where the cursor’s row has moved away from it', () => {
    const after = connect(all, { first: 11 }).pageInfo.endCursor;
    const moved = [...all.slice(0, 8), ...all.slice(9, 10), ...all.slice(11), ...all.slice(10, 11)];
    const ids = connect(moved, { first: 2, after }).edges.map(({ node }) => node.id);

    expect(ids).toEqual(['t11', 't12']);
  });

  test('and by its id if that can be read', () => {
    const rows = all.with(9, unreadable('odd'));
    const after = connect(rows, { first: 10 }).pageInfo.endCursor;
    const ids = (list: readonly TokenRow[]) =>
      connect(list, { first: 1, after }).edges.map(({ node }) => node.id);

    expect(ids(rows.slice(5))).toEqual(['t10']);
    expect(ids([{ id: 'new' } as Token, ...rows])).toEqual(['t10']);
  });
});

test('a cursor whose three tokens are gone is expired, and one of three is enough', () => {
  const all = Array.from({ length: 40 }, (_, index) => ({ id: `t${index}` }) as Token);
  const { endCursor } = connect(all, { first: 10 }).pageInfo;
  const without = (...gone: number[]) => all.filter((_, index) => !gone.includes(index));
  const next = (rows: readonly Token[]) => {
    const [edge] = connect(rows, { first: 1, after: endCursor }).edges;
    return edge?.node.id;
  };

  expect(next(all)).toBe('t10');
  expect(next(without(9))).toBe('t10');
  expect(next(without(9, 8))).toBe('t10');
  expect(next(without(8, 7))).toBe('t10');
  expect(next(without(0, 1, 2, 3, 9))).toBe('t10');
  expect(() => next(without(7, 8, 9))).toThrow(/gone/);
});
