import { describe, expect, test } from 'vitest';

import type { Switches } from '../../src/emulator/switches.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const SECRET = 'a_list_of_many_pages'.padEnd(40, '0');
const TTL_MS = 5_000;
const NO_CACHE = { 'cache-control': 'no-cache' };
const WINDOW = `query ($first: Int, $after: String, $last: Int, $before: String) {
  tokens(first: $first, after: $after, last: $last, before: $before) {
    totalCount nodes { id } pageInfo { startCursor endCursor }
  }
}`;

type Row = { readonly id: string };
interface Page {
  readonly ids: readonly string[];
  readonly totalCount: number | null;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

const row = (id: string): Row => ({ id });
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`t${index}`));

async function open(count: number, switches: Partial<Switches> = {}) {
  const clock = createTestClock();
  const { upstream, ask } = await startGateway({ cacheTtlMs: TTL_MS }, { clock });
  const list = rows(count);
  upstream.addCredential(SECRET, list);
  Object.assign(upstream.switches, switches);
  async function read(args: object, headers = {}): Promise<Page> {
    const { data, errors } = await ask(WINDOW, args, { credential: SECRET, headers });
    expect(errors).toEqual([]);
    const { nodes, totalCount, pageInfo } = data.tokens;
    return { ids: nodes.map(({ id }: Row) => id), totalCount, ...pageInfo };
  }
  const idsOf = (start: number, end: number) => list.slice(start, end).map(({ id }) => id);
  return { list, ask, read, idsOf, upstream, clock };
}

describe('a cached page that does not hold all rows is not joined with newer pages', () => {
  test('without a total: a token is deleted between the two reads', async () => {
    const { list, read, idsOf, upstream } = await open(90, { totalCount: false });
    await read({ first: 45 });
    const first = await read({ first: 50 });
    expect(first.ids).toEqual(idsOf(0, 50));
    list.shift();
    const sent = upstream.requests.length;

    const { ids } = await read({ first: 100 });

    // With the cached page 1 of 50, t50 would be missing: it stands on that page now.
    expect(ids).toEqual(idsOf(0, 89));
    const pages = upstream.requests.slice(sent).map(({ query }) => Number(query['page']));
    expect(pages.filter((page) => page === 1)).toHaveLength(1);
  });

  test('with a total that is the same again, while the list was short in between', async () => {
    const { list, read, idsOf } = await open(60);
    await read({ first: 50 });
    list.splice(0, 15);
    // Another client of the same credential shows that the list has less than a page of 50.
    expect(await read({ first: 20 }, NO_CACHE)).toMatchObject({ totalCount: 45 });
    list.push(...Array.from({ length: 15 }, (_, index) => row(`new${index}`)));

    const { ids, totalCount } = await read({ first: 100 });

    expect(totalCount).toBe(60);
    expect(ids).toEqual(idsOf(0, 60));
  });

  test('with a total: it is served if it holds everything', async () => {
    const { read, idsOf, upstream } = await open(60);
    await read({ first: 50 });
    const sent = upstream.requests.length;

    expect((await read({ first: 30 })).ids).toEqual(idsOf(0, 30));
    expect(upstream.requests).toHaveLength(sent);
  });
});

test('cached pages of two reads are not joined with each other', async () => {
  const { list, read, idsOf, upstream } = await open(100);
  await read({ first: 50 });
  list.shift();
  list.push(row('new'));
  const last = await read({ last: 1 });
  await read({ last: 49, before: last.startCursor });
  const pages = upstream.requests.map(({ query }) => `${query['page']} ${query['per_page']}`);
  expect([pages[0], pages.at(-1)]).toEqual(['1 50', '2 50']);

  const { ids, totalCount } = await read({ first: 100 });

  // On the two pages in the cache, t50 is missing.
  expect(ids).toEqual(idsOf(0, 100));
  expect(totalCount).toBe(100);
});

test('a page is not joined with the page of a call that was in flight before it', async () => {
  const { list, read, idsOf, upstream } = await open(95, { totalCount: false });
  const { endCursor } = await read({ first: 51 });
  const { promise: until, resolve: letGo } = withResolvers();
  upstream.injectFault({ kind: 'late', until }, 1);
  const arrived = new Promise<void>((resolve) => upstream.onRequest(() => resolve()));
  const early = read({ first: 49, after: endCursor });
  await arrived;
  expect(upstream.requests.at(-1)?.query).toMatchObject({ page: '2', per_page: '50' });
  list.unshift(row('new'));

  const whole = read({ first: 100 }, NO_CACHE);
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
  letGo();

  // On page 1 as it is now, and page 2 as it was, t49 is missing.
  expect((await whole).ids).toEqual(idsOf(0, 96));
  expect((await early).ids).toContain('t94');
});

test('pages that do not fit together are not served again from the cache', async () => {
  const { list, read, idsOf, upstream, clock } = await open(90);
  await read({ first: 100 });
  clock.advance(TTL_MS);
  const sent = upstream.requests.length;
  upstream.onRequest(() => {
    if (upstream.requests.length === sent + 2) list.shift();
  });

  const { ids, totalCount } = await read({ first: 100 });

  expect(ids).toEqual(idsOf(0, 89));
  expect(totalCount).toBe(89);
  expect(upstream.requests).toHaveLength(sent + 4);
});

test.each([2, 3])('a list that changes in each of its first %i reads', async (changes) => {
  const { list, upstream, ask } = await open(90);
  upstream.onRequest(() => {
    const calls = upstream.requests.length;
    if (calls % 2 === 0 && calls / 2 <= changes) list.shift();
  });
  const { data, errors } = await ask(
    WINDOW,
    { first: 100 },
    { credential: SECRET, headers: NO_CACHE },
  );

  // It is read again at most twice.
  expect(upstream.requests.length).toBeLessThanOrEqual(6);
  if (changes === 2) expect(data.tokens.totalCount).toBe(88);
  else expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
});

test('a list without a total whose end was seen is served from the cache', async () => {
  const { read, idsOf, upstream } = await open(30, { totalCount: false });
  expect((await read({ first: 50 })).ids).toEqual(idsOf(0, 30));
  const sent = upstream.requests.length;

  expect((await read({ first: 49 })).ids).toEqual(idsOf(0, 30));
  expect(upstream.requests).toHaveLength(sent);
});

describe('cached pages of a list that is read whole are not joined with newer ones', () => {
  // Pages of 20 rows that claim to be of 50, and no total: only reading on shows where the list ends.
  const CLAMPED: Partial<Switches> = {
    totalCount: false,
    pageLimit: { rows: 20, isStated: false },
  };

  test.each([70, 130, 220])(
    'a token of the first page of %i is deleted between the reads',
    async (count) => {
      const { list, read, idsOf, upstream } = await open(count, CLAMPED);
      expect((await read({ first: 100 })).ids).toEqual(idsOf(0, 100));
      list.shift();
      const sent = upstream.requests.length;

      const { ids, totalCount } = await read({ first: 99 });

      // Either the list as it was, from the cache alone, or as it is now.
      const isCached = upstream.requests.length === sent;
      expect(isCached).toBe(false);
      expect(ids).toEqual(idsOf(0, 99));
      expect(totalCount).toBe(count - 1);
    },
  );

  test('and a list whose end is cached is served from the cache', async () => {
    const { list, read, upstream } = await open(30, CLAMPED);
    const { ids } = await read({ first: 100 });
    list.shift();
    const sent = upstream.requests.length;

    expect((await read({ first: 99 })).ids).toEqual(ids);
    expect(upstream.requests).toHaveLength(sent);
  });
});
