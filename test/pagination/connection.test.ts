import { describe, expect, test } from 'vitest';

import type { Token } from '../../src/model/token.ts';
import { listKey } from '../../src/model/token-list.ts';
import type { Connection } from '../../src/pagination/connection.ts';
import { createCursorCodec, fingerprintsOf } from '../../src/pagination/cursor.ts';
import { advance, initialState } from '../../src/pagination/pagination-state.ts';
import type { ListSnapshot } from '../../src/pagination/snapshot.ts';
import { type ConnectionArguments, parseWindow } from '../../src/pagination/window.ts';
import { connect, LIST, SNAPSHOT_ID } from '../support/paging.ts';

const MAX_ROWS = 8;

function tokens(count: number): readonly Token[] {
  return Array.from({ length: count }, (_, index) => ({ id: `t${index}` }) as Token);
}

/** The oracle: the algorithm of the Relay specification on a plain array. */
function slice(
  count: number,
  args: { first?: number; last?: number; after?: number; before?: number },
) {
  let start = args.after === undefined ? 0 : args.after + 1;
  let end = args.before ?? count;
  if (end < start) end = start;
  if (args.first !== undefined) end = Math.min(end, start + args.first);
  if (args.last !== undefined) start = Math.max(start, end - args.last);
  return { start, end };
}

const PLACES = (count: number) => [
  undefined,
  ...Array.from({ length: count }, (_, index) => index),
];

/** Every list of up to eight rows, every size, every pair of cursors. */
function* world(): Generator<{
  count: number;
  after?: number;
  before?: number;
  first?: number;
  last?: number;
}> {
  for (let count = 0; count <= MAX_ROWS; count++) {
    for (const after of PLACES(count)) {
      for (const before of PLACES(count)) {
        for (let size = 0; size <= MAX_ROWS + 1; size++) {
          const cursors = {
            ...(after !== undefined && { after }),
            ...(before !== undefined && { before }),
          };
          yield { count, ...cursors, first: size };
          yield { count, ...cursors, last: size };
        }
      }
    }
  }
}

/** The fields as plain values: the cursors are made when they are read. */
function fieldsOf({
  hasPreviousPage,
  hasNextPage,
  startCursor,
  endCursor,
}: Connection['pageInfo']) {
  return { hasPreviousPage, hasNextPage, startCursor, endCursor };
}

describe('a window', () => {
  test('is the slice of the list that the specification defines, with exact page info', () => {
    let windows = 0;
    for (const { count, after, before, first, last } of world()) {
      const rows = tokens(count);
      const all = connect(rows, { first: 100 }).edges;
      const { edges, pageInfo, totalCount } = connect(rows, {
        first,
        last,
        after: after === undefined ? null : all[after]?.cursor,
        before: before === undefined ? null : all[before]?.cursor,
      });

      const { start, end } = slice(count, {
        ...(first !== undefined && { first }),
        ...(last !== undefined && { last }),
        ...(after !== undefined && { after }),
        ...(before !== undefined && { before }),
      });
      expect({ ids: edges.map(({ node }) => node), totalCount }).toEqual({
        ids: rows.slice(start, end),
        totalCount: count,
      });
      expect(fieldsOf(pageInfo)).toEqual({
        hasPreviousPage: start > 0,
        hasNextPage: end < count,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      });
      windows += 1;
    }
    expect(windows).toBeGreaterThan(5_000);
  });

  test('walks both ways without a total, and knows where the list ends', () => {
    for (let count = 0; count <= 30; count++) {
      for (let size = 1; size <= 12; size++) {
        const rows = tokens(count);
        const forward: unknown[] = [];
        let page = connect(rows, { first: size }, { knowsTotal: false });
        forward.push(...page.edges.map(({ node }) => node));
        while (page.pageInfo.hasNextPage) {
          page = connect(
            rows,
            { first: size, after: page.pageInfo.endCursor },
            { knowsTotal: false },
          );
          expect(page.edges.length).toBeGreaterThan(0);
          expect(page.pageInfo.hasPreviousPage).toBe(true);
          forward.push(...page.edges.map(({ node }) => node));
        }
        expect(forward).toEqual(rows);

        const back: unknown[] = [];
        page = connect(rows, { last: size }, { knowsTotal: false });
        back.unshift(...page.edges.map(({ node }) => node));
        while (page.pageInfo.hasPreviousPage) {
          page = connect(
            rows,
            { last: size, before: page.pageInfo.startCursor },
            { knowsTotal: false },
          );
          expect(page.edges.length).toBeGreaterThan(0);
          back.unshift(...page.edges.map(({ node }) => node));
        }
        expect(back).toEqual(rows);
        expect(page.totalCount).toBeNull();
      }
    }
  });

  test('may change direction if its cursors count from the end and the total is unknown', () => {
    const rows = tokens(10);
    const { startCursor, endCursor } = connect(rows, { last: 3 }, { knowsTotal: false }).pageInfo;

    const behind = connect(rows, { first: 2, after: startCursor }, { knowsTotal: false });
    expect(behind.edges.map(({ node }) => node)).toEqual(rows.slice(8, 10));
    const between = connect(
      rows,
      { first: 5, after: startCursor, before: endCursor },
      { knowsTotal: false },
    );
    expect(between.edges.map(({ node }) => node)).toEqual(rows.slice(8, 9));
  });

  test('needs a total if its cursors count from both ends', () => {
    const rows = tokens(10);
    const { endCursor } = connect(rows, { first: 2 }, { knowsTotal: false }).pageInfo;
    const { startCursor } = connect(rows, { last: 2 }, { knowsTotal: false }).pageInfo;

    const both = { first: 5, after: endCursor, before: startCursor };
    expect(() => connect(rows, both, { knowsTotal: false })).toThrow(/did not say how many/);
    // With a total, the same two cursors work.
    expect(connect(rows, both).edges.map(({ node }) => node)).toEqual(rows.slice(2, 7));
  });

  test('needs a total if its size and its cursor count from different ends', () => {
    const rows = tokens(10);
    const { endCursor } = connect(rows, { first: 2 }, { knowsTotal: false }).pageInfo;
    const { startCursor } = connect(rows, { last: 2 }, { knowsTotal: false }).pageInfo;
    for (const [args, expected] of [
      [{ last: 3, after: endCursor }, rows.slice(7)],
      [{ first: 3, before: startCursor }, rows.slice(0, 3)],
    ] as const) {
      expect(() => connect(rows, args, { knowsTotal: false })).toThrow(/did not say how many/);
      expect(connect(rows, args).edges.map(({ node }) => node)).toEqual(expected);
    }
  });

  test('is an error if the pages hold fewer rows than the total says', () => {
    const state = initialState(parseWindow(listKey(LIST), { first: 5 }), true);
    const rowAt = (at: number) => tokens(3)[at];
    const snapshot: ListSnapshot = {
      id: SNAPSHOT_ID,
      totalCount: 5,
      positions: [0, 1, 2],
      rowAt,
      fingerprintAt: fingerprintsOf(rowAt),
      wasRead: () => true,
    };

    expect(() => advance(state, snapshot)).toThrow(/fewer rows/);
  });

  test('without rows has the same total, and the same page info without cursors', () => {
    const rows = tokens(9);
    const { endCursor } = connect(rows, { first: 4 }).pageInfo;
    for (const args of [
      {},
      { first: 3, after: endCursor },
      { last: 2 },
      { last: 3, before: endCursor },
    ]) {
      const whole = connect(rows, args);
      const outline = connect(rows, args, { wantsRows: false });

      expect(outline.edges).toEqual([]);
      expect(outline.totalCount).toBe(whole.totalCount);
      expect(fieldsOf(outline.pageInfo)).toEqual({
        ...fieldsOf(whole.pageInfo),
        startCursor: null,
        endCursor: null,
      });
    }
  });

  test('without rows and without a total still reads the rows', () => {
    const { edges, ...rest } = connect(
      tokens(9),
      { first: 4 },
      { wantsRows: false, knowsTotal: false },
    );

    expect(rest).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: true } });
    expect(edges).toHaveLength(4);
  });
});

describe('a cursor', () => {
  /** What the cursors of a walk remember, by the position of their row. */
  function* walk(count: number, size: number, isForward: boolean, knowsTotal: boolean) {
    const rows = tokens(count);
    const { decode } = createCursorCodec(listKey(LIST));
    for (let cursor: string | null = null, made = 0; made < count; made++) {
      const args = isForward ? { first: size, after: cursor } : { last: size, before: cursor };
      const { edges, pageInfo } = connect(rows, args, { knowsTotal });
      for (const edge of edges) {
        const decoded = decode(edge.cursor);
        if ('problem' in decoded) throw new Error(decoded.problem);
        yield [rows.indexOf(edge.node as Token), decoded.payload] as const;
      }
      cursor = isForward ? pageInfo.endCursor : pageInfo.startCursor;
      if (!(isForward ? pageInfo.hasNextPage : pageInfo.hasPreviousPage)) return;
    }
  }

  test.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('remembers its row and rows beside it (forward: %s, total: %s)', (isForward, knowsTotal) => {
    const count = 17;
    const printAt = fingerprintsOf((at) => tokens(count)[at]);
    const prints = (...positions: number[]) =>
      positions.flatMap((position) => printAt(position) ?? []);
    for (let size = 1; size <= 6; size++) {
      let rows = 0;
      for (const [at, cursor] of walk(count, size, isForward, knowsTotal)) {
        rows += 1;
        const isFromStart = knowsTotal || isForward;
        expect(cursor).toMatchObject({
          countedFrom: isFromStart ? 'START' : 'END',
          position: isFromStart ? at : count - 1 - at,
          fingerprint: printAt(at),
        });
        // The two before it, which a walk forward has always read.
        const before = prints(at - 1, at - 2);
        expect(cursor.before).toEqual(isForward ? before : before.slice(0, cursor.before.length));
        const after = prints(at + 1, at + 2);
        expect(cursor.after).toEqual(after.slice(0, cursor.after.length));
        expect(cursor.before.length + cursor.after.length).toBeGreaterThanOrEqual(2);
        // Those after it, which a walk back has always read.
        const room = Math.min(3 - cursor.before.length, after.length);
        if (!isForward) expect(cursor.after).toHaveLength(room);
      }
      expect(rows).toBe(count);
    }
  });

  /** What the cursors of a window remember, after the list has changed. */
  function memoriesOf(ids: readonly string[], args: ConnectionArguments) {
    const { decode } = createCursorCodec(listKey(LIST));
    const nameOf = new Map<number | null | undefined, string>();
    const names = [...ids, ...tokens(20).map(({ id }) => id)];
    const printAt = fingerprintsOf((at) => ({ id: names[at] }) as Token);
    for (const [at, name] of names.entries()) nameOf.set(printAt(at), name);
    const rows = ids.map((id) => ({ id }) as Token);
    return connect(rows, args).edges.map(({ cursor, node }) => {
      const decoded = decode(cursor);
      if ('problem' in decoded) throw new Error(decoded.problem);
      const { before, after, shown } = decoded.payload;
      const named = (prints: readonly number[]) => prints.map((print) => nameOf.get(print));
      const memory = { before: named(before), after: named(after), shown: nameOf.get(shown) };
      return [node.id, memory] as const;
    });
  }
  const list = (count: number) => tokens(count).map(({ id }) => id);
  const cursorOf = (count: number, at: number) =>
    connect(tokens(count), { first: at + 1 }).pageInfo.endCursor;

  test.each([
    [
      'the row before the cursor in the arguments has moved behind it',
      { cursor: cursorOf(20, 5), ids: [...list(4), 'new', 't5', 't6', 't4', ...list(20).slice(7)] },
      ['t6', { before: ['t5'], after: ['t4', 't7'] }],
    ],
    [
      'the rows before that cursor were deleted',
      { cursor: cursorOf(20, 2), ids: list(20).slice(2) },
      ['t3', { before: ['t2'], after: ['t4', 't5'] }],
    ],
    [
      'the rows behind the window were deleted',
      { cursor: cursorOf(20, 0), ids: ['t0', 't1'] },
      ['t1', { before: ['t0'], after: [] }],
    ],
  ])('remembers no row that is not beside its own: %s', (_what, { cursor, ids }, expected) => {
    const [first] = memoriesOf(ids, { first: 1, after: cursor });
    expect(first).toMatchObject(expected);
  });

  test('remembers a row that the walk has returned until the walk has passed it again', () => {
    const [before, after] = [list(20).slice(0, 2), list(20).slice(3)];
    const moved = [...before, ...after.slice(0, 4), 't2', ...after.slice(4)];
    const memories = memoriesOf(moved, { first: 6, after: cursorOf(20, 2) });

    expect(memories.map(([id, { shown }]) => [id, shown])).toEqual([
      ...['t3', 't4', 't5', 't6'].map((id) => [id, 't2']),
      ...['t7', 't8'].map((id) => [id, undefined]),
    ]);
  });
});
