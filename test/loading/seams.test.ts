import { describe, expect, test } from 'vitest';

import type { GatewayOptions } from '../../src/gateway.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

const SECRET = 'a_list_with_seams'.padEnd(40, '0');
const WINDOW = `query ($first: Int, $after: String, $last: Int, $before: String) {
  tokens(first: $first, after: $after, last: $last, before: $before) {
    nodes { id }
    pageInfo { startCursor endCursor hasPreviousPage hasNextPage }
  }
}`;

type Row = { readonly id: string };

/** Ids `t0`, `t1` … from one number up to another one, that one excluded. */
const ids = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `t${from + index}`);

async function openList(count: number, options: GatewayOptions = {}) {
  const clock = createTestClock();
  const { upstream, ask } = await startGateway(options, { clock });
  const list: Row[] = ids(0, count).map((id) => ({ id }));
  upstream.addCredential(SECRET, list);
  return {
    create: (at: number, ...created: string[]) =>
      list.splice(at, 0, ...created.map((id) => ({ id }))),
    remove: (at: number, count: number) => list.splice(at, count),
    onRequest: upstream.onRequest,
    requests: upstream.requests,
    switches: upstream.switches,
    advance: clock.advance,
    move: (from: number, to: number) => list.splice(to, 0, ...list.splice(from, 1)),
    async read(args: object) {
      const { data, errors } = await ask(WINDOW, args, { credential: SECRET });
      expect(errors).toEqual([]);
      const { nodes, pageInfo } = data.tokens;
      return { ids: nodes.map(({ id }: Row) => id) as string[], ...pageInfo };
    },
  };
}

/** Each of these was found by a random schedule, and made small. */
describe('where two steps of a walk meet', () => {
  test('a remembered row that moves to the start does not end a walk back', async () => {
    const { read, move, create } = await openList(40);
    const { startCursor } = await read({ last: 25 });
    create(0, 'new');
    move(18, 0);

    const rest = await read({ last: 32, before: startCursor });

    expect(rest.ids).toEqual(['t17', 'new', ...ids(0, 15)]);
  });

  test('rows that look moved in one read and new in the next: the window has as many rows as requested', async () => {
    const { read, create, remove, onRequest } = await openList(68);
    const { endCursor } = await read({ first: 21 });
    create(21, 'new0');
    remove(2, 6);
    let calls = 0;
    onRequest(() => {
      calls += 1;
      if (calls === 2) create(3, 'new1');
    });

    const rest = await read({ first: 21, after: endCursor });

    expect(rest.ids).toHaveLength(21);
    expect(rest.ids.filter((id: string) => !id.startsWith('new'))[0]).toBe('t21');
  });

  test('a row that comes back to the position that its cursor remembers, while others were created before it', async () => {
    const { read, create, move } = await openList(45);
    const { endCursor } = await read({ first: 42 });
    create(0, ...ids(100, 110));
    move(51, 41);

    const rest = await read({ first: 21, after: endCursor });

    expect(rest.ids).toEqual(ids(42, 45));
  });

  test('a row that was before the cursor’s row and has moved behind it is not remembered as the row before', async () => {
    const { read, move, remove } = await openList(9);
    const first = await read({ first: 1 });
    const second = await read({ first: 1, after: first.endCursor });
    move(0, 3);
    const third = await read({ first: 1, after: second.endCursor });
    expect(third.ids).toEqual(['t2']);
    remove(0, 2);

    const rest = await read({ first: 9, after: third.endCursor });

    expect(rest.ids).toEqual(['t3', 't0', ...ids(4, 9)]);
  });

  // More rows were created before it than the list has grown by, so it looks like a row that moved
  // over them. They are returned, and the cursor after them says that its row was returned already.
  test('rows created on both sides of the cursor’s row, and others deleted: it is not repeated', async () => {
    const { read, create, remove } = await openList(35);
    const { endCursor } = await read({ first: 13 });
    create(13, 'after');
    create(12, 'new0', 'new1', 'new2', 'new3', 'new4');
    remove(0, 1);
    remove(37, 1);

    const created = await read({ first: 5, after: endCursor });
    const rest = await read({ first: 5, after: created.endCursor });

    expect(created.ids).toEqual(['new0', 'new1', 'new2', 'new3', 'new4']);
    expect(rest.ids).toEqual(['after', ...ids(13, 17)]);
  });

  // As many rows may have been created there and deleted elsewhere, and nothing that a cursor holds
  // tells these apart if the row before it was on the next page. In both cases it is left out.
  test('the cursor’s row moves over three rows that were never read: they are not skipped', async () => {
    const { read, move } = await openList(90);
    const { startCursor } = await read({ last: 50 });
    move(40, 37);

    const rest = await read({ last: 10, before: startCursor });

    expect(rest.ids).toEqual(ids(30, 40));
  });

  test('the cursor’s row moves to the start, and rows are created between and after its neighbours', async () => {
    const { read, create, move } = await openList(40);
    const { endCursor } = await read({ first: 20 });
    create(19, 'new0', 'new1');
    create(18, 'new2');
    move(22, 0);

    const rest = await read({ first: 30, after: endCursor });

    expect(rest.ids).toEqual(['new0', 'new1', ...ids(20, 40)]);
  });

  test('the cursor’s row moves before its neighbours, and another row moves between them', async () => {
    const { read, create, move } = await openList(61);
    const { endCursor } = await read({ first: 44 });
    create(44, 'new0', 'new1');
    move(43, 41);
    move(22, 42);

    const rest = await read({ first: 5, after: endCursor });

    expect(rest.ids).toEqual(['new0', 'new1', ...ids(44, 47)]);
  });

  test('the cursor’s row moves over the one before it, and rows are created on both sides of that: it is not repeated', async () => {
    const { read, create, move } = await openList(45);
    const { endCursor } = await read({ first: 20 });
    move(19, 18);
    create(20, 'new1');
    create(19, 'new0');

    const rest = await read({ first: 5, after: endCursor });

    expect(rest.ids).toEqual(['new1', ...ids(20, 24)]);
  });

  test('the second row before the cursor’s row moves behind it: the cursor’s row does not count as deleted', async () => {
    const { read, move, remove } = await openList(100);
    const { startCursor } = await read({ last: 2 });
    remove(0, 2);
    move(94, 96);
    move(0, 97);

    const rest = await read({ last: 2, before: startCursor });

    expect(rest.ids).toEqual(['t95', 't97']);
  });

  test('the cursor’s row moves to the end, and all rows before it are deleted: the walk goes on at the row after it', async () => {
    const { read, move, remove } = await openList(40);
    const { endCursor } = await read({ first: 4 });
    move(3, 39);
    remove(0, 3);

    const next = await read({ first: 4, after: endCursor });
    const rest = await read({ first: 50, after: next.endCursor });

    expect(next.ids).toEqual(ids(4, 8));
    expect(rest.ids).toEqual(ids(8, 40));
  });

  test('the cursor’s row moves to the start, and the rows next to it are deleted: the walk back goes on at the row that is left', async () => {
    const { read, move, remove } = await openList(40);
    const { startCursor } = await read({ last: 20 });
    move(20, 0);
    remove(20, 2);

    const rest = await read({ last: 4, before: startCursor });

    expect(rest.ids).toEqual(ids(15, 19));
  });

  test('the cursor’s row moves to the end, and the rows around its neighbour are deleted: the walk goes on after that', async () => {
    const { read, move, remove } = await openList(40);
    const { endCursor } = await read({ first: 20 });
    move(19, 39);
    remove(17, 1);
    remove(18, 1);

    const rest = await read({ first: 4, after: endCursor });

    expect(rest.ids).toEqual(ids(21, 25));
  });

  test('the row after the cursor’s row moves to the start, and the one before it is deleted: nothing is repeated', async () => {
    const { read, move, remove } = await openList(40);
    const { endCursor } = await read({ first: 20 });
    remove(18, 1);
    move(19, 0);

    const rest = await read({ first: 4, after: endCursor });

    expect(rest.ids).toEqual(ids(21, 25));
  });
});

/** A row may be needed after the window. Pages that were last read, and are too old by now, save nothing. */
describe('a row that the walk has returned already, right beside the cursor', () => {
  test('is behind the window of a walk back, if it is the last one of the list', async () => {
    const { read, move, remove } = await openList(3);
    const last = await read({ last: 1 });
    move(2, 1);
    const second = await read({ last: 1, before: last.startCursor });
    expect(second.ids).toEqual(['t1']);
    remove(2, 1);

    const first = await read({ last: 1, before: second.startCursor });

    expect(first).toMatchObject({ ids: ['t0'], hasPreviousPage: false, hasNextPage: true });
  });

  test('is before the window of a walk, if it is the first one of the list', async () => {
    const { read, move, remove } = await openList(3);
    const first = await read({ first: 1 });
    move(0, 1);
    const second = await read({ first: 1, after: first.endCursor });
    expect(second.ids).toEqual(['t1']);
    remove(0, 1);

    const last = await read({ first: 1, after: second.endCursor });

    expect(last).toMatchObject({ ids: ['t2'], hasPreviousPage: true, hasNextPage: false });
  });
});

describe('pages that were last read without the row after the window', () => {
  test('the window holds a row that the walk has returned already: one call', async () => {
    const { read, move, advance, requests } = await openList(40, { cacheTtlMs: 5_000 });
    const first = await read({ first: 3 });
    move(2, 4);
    advance(5_000);
    const second = await read({ first: 1, after: first.endCursor });
    const third = await read({ first: 1, after: second.endCursor });
    expect(third.ids).toEqual(['t4']);
    await read({ first: 1 });
    advance(5_000);
    const sent = requests.length;

    const rest = await read({ first: 1, after: third.endCursor });

    expect(rest.ids).toEqual(['t5']);
    expect(requests).toHaveLength(sent + 1);
  });

  test('without a total, the row after the window shows whether the list goes on: one call', async () => {
    const { read, switches, advance, requests } = await openList(60, { cacheTtlMs: 5_000 });
    switches.totalCount = false;
    const first = await read({ first: 10 });
    await read({ first: 19 });
    advance(5_000);
    const sent = requests.length;

    const rest = await read({ first: 10, after: first.endCursor });

    expect(rest.ids).toEqual(ids(10, 20));
    expect(requests).toHaveLength(sent + 1);
  });
});
