import { describe, expect, test } from 'vitest';

import { startGateway } from '../support/gateway.ts';
import { leastCost } from '../support/least-cost.ts';

const WINDOW = `query (
  $first: Int, $after: String, $last: Int, $before: String, $direction: SortDirection!
) {
  tokens(first: $first, after: $after, last: $last, before: $before, direction: $direction) {
    nodes { id }
    edges { cursor }
    pageInfo { hasNextPage hasPreviousPage }
  }
}`;
const COUNT = 60;

type Row = { readonly id: string };

const idOf = (index: number) => `t${index}`;
const ALL = Array.from({ length: COUNT }, (_, index) => idOf(index));

/** A list whose rows are read in the order of a direction, and changed in that order, too. */
async function open(direction: 'ASC' | 'DESC') {
  const { upstream, ask } = await startGateway();
  let lists = 0;
  return {
    upstream,
    begin() {
      lists += 1;
      const credential = `list ${lists}`.padEnd(40, '_').replaceAll(' ', '_');
      const rows: Row[] = ALL.map((id) => ({ id }));
      if (direction === 'DESC') rows.reverse();
      upstream.addCredential(credential, rows);
      return {
        change(act: (ids: Row[]) => void): readonly string[] {
          if (direction === 'DESC') rows.reverse();
          act(rows);
          const ids = rows.map(({ id }) => id);
          if (direction === 'DESC') rows.reverse();
          return ids;
        },
        async read(args: object) {
          const sent = upstream.requests.length;
          const { data, errors } = await ask(WINDOW, { ...args, direction }, { credential });
          expect(errors).toEqual([]);
          const { nodes, edges, pageInfo } = data.tokens;
          return {
            ids: nodes.map(({ id }: Row) => id) as string[],
            cursors: edges.map(({ cursor }: { cursor: string }) => cursor) as string[],
            calls: upstream.requests.length - sent,
            ...pageInfo,
          };
        },
      };
    },
  };
}

/** Each change of a list around the row at `at`, and what it does. */
const CHANGES: readonly (readonly [string, (rows: Row[], at: number) => void])[] = [
  ['its row is deleted', (rows, at) => rows.splice(at, 1)],
  ['its row and the one before it are deleted', (rows, at) => rows.splice(at - 1, 2)],
  ['its row moves to the end', (rows, at) => rows.push(...rows.splice(at, 1))],
  ['its row moves to the start', (rows, at) => rows.unshift(...rows.splice(at, 1))],
  ['two rows before it are deleted', (rows) => rows.splice(0, 2)],
  ['three rows are created before it', (rows) => rows.unshift(...created(3))],
  [
    'three rows before it are deleted, and three are created at the end',
    (rows) => {
      rows.splice(0, 3);
      rows.push(...created(3));
    },
  ],
  [
    'three rows are created before it, and three at the end are deleted',
    (rows) => {
      rows.unshift(...created(3));
      rows.splice(-3, 3);
    },
  ],
];

const created = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({ id: `new${index}` }));

/** What lies between two cursors now. Where the row at `at` has moved, its neighbours say where it stood. */
function between(name: string, now: readonly string[], at: number, after: number, before: number) {
  const stays = (id: string) => id !== idOf(at) || !name.startsWith('its row');
  const behind = new Set(ALL.slice(0, after + 1).filter(stays));
  const ahead = new Set(ALL.slice(before).filter(stays));
  const start = now.findLastIndex((id) => behind.has(id)) + 1;
  const end = now.findIndex((id) => ahead.has(id));
  return now.slice(start, end === -1 ? now.length : end);
}

describe.each(['ASC', 'DESC'] as const)('after a list has changed, %s', (direction) => {
  test.each(CHANGES)(
    'around a cursor (%s), `last` with `after` gives the last rows after it',
    async (name, act) => {
      const { begin } = await open(direction);
      for (const at of [5, 20, 50, 55]) {
        for (const last of [4, 20, 60]) {
          const { read, change } = begin();
          const after = (await read({ first: at + 1 })).cursors.at(-1);
          const now = change((rows) => act(rows, at));

          const { ids } = await read({ last, after });

          const expected = between(name, now, at, at, COUNT).slice(-last);
          expect({ at, last, ids }).toEqual({ at, last, ids: expected });
        }
      }
    },
  );

  test.each(CHANGES)(
    'around a cursor (%s), `first` with `before` gives the first rows before it',
    async (name, act) => {
      const { begin } = await open(direction);
      for (const at of [5, 20, 50, 55]) {
        for (const first of [4, 20, 60]) {
          const { read, change } = begin();
          const before = (await read({ last: COUNT - at })).cursors[0];
          const now = change((rows) => act(rows, at));

          const { ids } = await read({ first, before });

          const expected = between(name, now, at, -1, at).slice(0, first);
          expect({ at, first, ids }).toEqual({ at, first, ids: expected });
        }
      }
    },
  );

  test.each(CHANGES)(
    'around one of two cursors (%s), both bound the rows between them',
    async (name, act) => {
      const { begin } = await open(direction);
      for (const at of [5, 40]) {
        for (const size of [{ first: 8 }, { last: 8 }, { first: 50 }, { last: 50 }]) {
          const { read, change } = begin();
          const { cursors } = await read({ first: COUNT });
          const now = change((rows) => act(rows, at));

          const { ids } = await read({ ...size, after: cursors[5], before: cursors[40] });

          const all = between(name, now, at, 5, 40);
          const expected = size.first ? all.slice(0, size.first) : all.slice(-(size.last ?? 0));
          expect({ at, size, ids }).toEqual({ at, size, ids: expected });
        }
      }
    },
  );
});

test('a cursor of a list without a total is found from the other end once there is a total', async () => {
  const { begin, upstream } = await open('ASC');
  const { read, change } = begin();
  upstream.switches.totalCount = false;
  const { cursors: fromEnd } = await read({ last: 3 });
  const { cursors: fromStart } = await read({ first: 3 });
  upstream.switches.totalCount = true;
  change((rows) => rows.splice(57, 1));
  change((rows) => rows.splice(2, 1));

  expect((await read({ first: 2, before: fromEnd[0] })).ids).toEqual(['t0', 't1']);
  expect((await read({ last: 2, after: fromStart[2] })).ids).toEqual(['t58', 't59']);
  const args = { after: fromStart[2], before: fromEnd[0] };
  expect((await read({ first: 60, ...args })).ids).toEqual(ALL.slice(3, 57));
  expect((await read({ last: 60, ...args })).ids).toEqual(ALL.slice(3, 57));
});

test('a list that stands still costs the fewest pages of the window and the cursor’s row', async () => {
  const { begin } = await open('ASC');
  const { read } = begin();
  const { cursors } = await read({ first: COUNT });
  for (let at = 0; at < COUNT; at++) {
    for (const size of [1, 7, 30, 60]) {
      const last = await read({ last: size, after: cursors[at] });
      expect(last.ids).toEqual(ALL.slice(at + 1).slice(-size));
      expect(last.calls).toBeLessThanOrEqual(fewest(at, Math.max(at + 1, COUNT - size), COUNT));
      expect(last).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
      const first = await read({ first: size, before: cursors[at] });
      expect(first.ids).toEqual(ALL.slice(0, at).slice(0, size));
      expect(first.calls).toBeLessThanOrEqual(fewest(at, 0, Math.min(size, at)));
    }
  }
});

/** One page for both if there is one; else those of the window and one more. */
function fewest(cursorAt: number, start: number, end: number): number {
  if (start >= end) return 1;
  const all = leastCost(Math.min(cursorAt, start), Math.max(cursorAt + 1, end)).calls;
  return Math.min(all, leastCost(start, end).calls + 1);
}
