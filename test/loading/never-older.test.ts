import { describe, expect, test } from 'vitest';

import type { GatewayOptions } from '../../src/gateway.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway, startReplica, type TestGateway } from '../support/gateway.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const TTL_MS = 5_000;
const SECRET = 'a_list_that_grows_'.padEnd(40, '0');
const NO_CACHE = { 'cache-control': 'no-cache' };

const PAGE = `query ($first: Int, $after: String, $last: Int, $before: String) {
  tokens(first: $first, after: $after, last: $last, before: $before) {
    totalCount
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

/** Needs the whole list, and its first page before the others where it has more than 500 rows. */
const SUMMARY = PAGE.replace('totalCount', 'totalCount summary { total }');

interface Page {
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
  readonly totalCount: number;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

interface Edge {
  readonly cursor: string;
  readonly node: { readonly id: string };
}

const row = (id: string) => ({ id });
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`t${index}`));
const ids = (start: number, end: number) =>
  rows(end)
    .slice(start)
    .map(({ id }) => id);

async function page(
  { ask }: TestGateway,
  args: object,
  headers = {},
  document = PAGE,
): Promise<Page> {
  const { data, errors } = await ask(document, args, { credential: SECRET, headers });
  expect(errors).toEqual([]);
  const { edges, pageInfo, totalCount } = data.tokens;
  return {
    ids: edges.map(({ node }: Edge) => node.id),
    cursors: edges.map(({ cursor }: Edge) => cursor),
    totalCount,
    ...pageInfo,
  };
}

async function open(count: number, options: GatewayOptions = {}) {
  const clock = createTestClock();
  const gateway = await startGateway({ cacheTtlMs: TTL_MS, ...options }, { clock });
  const list = gateway.upstream.addCredential(SECRET, rows(count)).tokens;
  return { gateway, clock, list, upstream: gateway.upstream };
}

/** The next requests upstream are answered with the list as it is when they arrive, but only when `letGo` is called. */
function holdBack({ upstream }: TestGateway, times: number) {
  const before = upstream.requests.length;
  const { promise: until, resolve: letGo } = withResolvers();
  upstream.injectFault({ kind: 'late', until }, times);
  const { promise: arrived, resolve } = withResolvers();
  upstream.onRequest(() => {
    if (upstream.requests.length === before + times) resolve();
  });
  return { letGo, arrived };
}

/** Time for a request to join a call in flight, if it does. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
}

describe('a walk is not continued with cached rows that are older than its cursor', () => {
  test('a token is created, and a client reads with no-cache', async () => {
    const { gateway, list } = await open(40);

    expect(await page(gateway, { first: 50 })).toMatchObject({ totalCount: 40 });
    list.push(row('new'));
    const fresh = await page(gateway, { first: 20 }, NO_CACHE);
    expect(fresh).toMatchObject({ ids: ids(0, 20), totalCount: 41 });

    const next = await page(gateway, { first: 20, after: fresh.endCursor });
    expect(next).toMatchObject({ ids: ids(20, 40), totalCount: 41, hasNextPage: true });
    const last = await page(gateway, { first: 20, after: next.endCursor });
    expect(last).toMatchObject({ ids: ['new'], totalCount: 41, hasNextPage: false });
  });

  test('the same backwards: a token is created at the start', async () => {
    const { gateway, list } = await open(40);

    expect(await page(gateway, { first: 50 })).toMatchObject({ totalCount: 40 });
    list.unshift(row('new'));
    const fresh = await page(gateway, { last: 20 }, NO_CACHE);

    const next = await page(gateway, { last: 20, before: fresh.startCursor });
    expect(next).toMatchObject({ ids: ids(0, 20), totalCount: 41, hasPreviousPage: true });
    const last = await page(gateway, { last: 20, before: next.startCursor });
    expect(last).toMatchObject({ ids: ['new'], hasPreviousPage: false });
  });

  test('two clients with one credential: the page of one is older than the walk of the other', async () => {
    const { gateway, list, clock, upstream } = await open(98);

    const early = await page(gateway, { first: 50 });
    clock.advance(4_800);
    await page(gateway, { first: 10, after: early.endCursor });
    expect(upstream.requests.at(-1)?.query).toMatchObject({ page: '2', per_page: '49' });

    list.push(row('new'));
    clock.advance(300);
    let walked = await page(gateway, { first: 50 });
    expect(walked).toMatchObject({ ids: ids(0, 50), totalCount: 99 });
    const seen = [...walked.ids];
    while (walked.hasNextPage) {
      walked = await page(gateway, { first: 48, after: walked.endCursor });
      seen.push(...walked.ids);
    }
    expect(seen).toEqual([...ids(0, 98), 'new']);
  });

  test('near the rate limit, a stale page is passed by, too', async () => {
    const { gateway, list, clock } = await open(40);
    for (let call = 0; call < 900; call++) await page(gateway, { first: 1 }, NO_CACHE);
    await page(gateway, { first: 50 });
    clock.advance(TTL_MS + 1_000);

    list.push(row('new'));
    // Without a cursor, the stale page is served.
    expect(await page(gateway, { first: 50 })).toMatchObject({ totalCount: 40 });
    const fresh = await page(gateway, { first: 20 }, NO_CACHE);
    const next = await page(gateway, { first: 20, after: fresh.endCursor });

    expect(next).toMatchObject({ ids: ids(20, 40), totalCount: 41, hasNextPage: true });
  });

  test('windows of one operation that share pages are no older than any of their cursors', async () => {
    const { gateway, list } = await open(40);
    const old = await page(gateway, { first: 50 });
    list.push(row('new'));
    const fresh = await page(gateway, { first: 20 }, NO_CACHE);

    const { data, errors } = await gateway.ask(
      `query ($old: String, $fresh: String) {
        a: tokens(first: 5, after: $old) { totalCount }
        b: tokens(first: 20, after: $fresh) { totalCount pageInfo { hasNextPage endCursor } }
        c: tokens(first: 50) { totalCount }
      }`,
      { old: old.cursors[9], fresh: fresh.endCursor },
      { credential: SECRET },
    );

    expect(errors).toEqual([]);
    expect(data).toEqual({
      a: { totalCount: 41 },
      b: { totalCount: 41, pageInfo: { hasNextPage: true, endCursor: expect.any(String) } },
      c: { totalCount: 41 },
    });
  });

  test('pages of the cursor’s own snapshot, and newer ones, cost no call', async () => {
    const { gateway, upstream } = await open(98);

    const first = await page(gateway, { first: 10 });
    const second = await page(gateway, { first: 10, after: first.endCursor });
    expect(upstream.requests).toHaveLength(2);
    const third = await page(gateway, { first: 10, after: second.endCursor });
    const back = await page(gateway, { last: 5, before: third.startCursor });
    const again = await page(gateway, { first: 15, after: first.endCursor });

    expect(third.ids).toEqual(ids(20, 30));
    expect(back.ids).toEqual(ids(15, 20));
    expect(again.ids).toEqual(ids(10, 25));
    expect(upstream.requests).toHaveLength(2);
  });
});

describe.each([
  ['without a cache', 0, 40, 41],
  ['with a cache', TTL_MS, 50, 50],
])(
  '%s, a walk is not continued by a call that began before its cursor',
  (_what, cacheTtlMs, size, perPage) => {
    test('a token that was created meanwhile is not missed', async () => {
      const { gateway, list, upstream } = await open(40, { cacheTtlMs });
      const { letGo, arrived } = holdBack(gateway, 1);

      const early = page(gateway, { first: size });
      await arrived;
      list.push(row('new'));
      const newer = await page(gateway, { first: 20 });
      expect(newer).toMatchObject({ totalCount: 41 });
      const next = page(gateway, { first: 20, after: newer.endCursor });
      await turns();
      letGo();

      expect(await next).toMatchObject({ ids: ids(20, 40), totalCount: 41, hasNextPage: true });
      expect(await early).toMatchObject({ totalCount: 40 });
      const paths = upstream.requests.map(({ query }) => `${query['page']} ${query['per_page']}`);
      // A page that has room shows the row after the window, too.
      expect(paths).toEqual([`1 ${perPage}`, '1 21', `1 ${perPage}`]);
    });

    test('a cursor whose tokens were created meanwhile is not taken for expired', async () => {
      const { gateway, list } = await open(4, { cacheTtlMs });
      const { letGo, arrived } = holdBack(gateway, 1);

      const early = page(gateway, { first: 3 });
      await arrived;
      list.unshift(row('n0'), row('n1'), row('n2'));
      const newer = await page(gateway, { first: 6 });
      const next = page(gateway, { first: 2, after: newer.cursors[2] });
      await turns();
      letGo();

      expect((await next).ids).toEqual(['t0', 't1']);
      expect((await early).ids).toEqual(['t0', 't1', 't2']);
    });
  },
);

describe('a walk through a list that is read whole', () => {
  const next = (gateway: TestGateway, after: string | null) =>
    page(gateway, { first: 100, after }, {}, SUMMARY);

  test('shows no page of a call that began before its cursor', async () => {
    const { gateway, list } = await open(550, { cacheTtlMs: 0 });
    const { letGo, arrived } = holdBack(gateway, 1);

    const early = next(gateway, null);
    await arrived;
    list.shift();
    list.push(row('new'));
    const newer = await page(gateway, { first: 5 });
    expect(newer.ids).toEqual(ids(1, 6));
    const rest = next(gateway, newer.endCursor);
    await turns();
    letGo();

    // On page 1 as it was, and page 2 as it is now, t50 is missing.
    expect((await rest).ids).toEqual(ids(6, 106));
    await early;
  });

  test('does not wait for such a call where the length of the list is known', async () => {
    const { gateway, list } = await open(99, { cacheTtlMs: 0 });
    await page(gateway, { first: 5 });
    const { letGo, arrived } = holdBack(gateway, 2);

    const early = next(gateway, null);
    await arrived;
    list.push(row('new'));
    const newer = await page(gateway, { first: 5 });
    const rest = await next(gateway, newer.endCursor);
    letGo();

    expect(rest.ids).toEqual([...ids(5, 99), 'new']);
    expect((await early).totalCount).toBe(99);
  });

  test('shows no cached page that is older than its cursor, also where that page gave the length', async () => {
    const { gateway, list } = await open(550);
    expect((await next(gateway, null)).totalCount).toBe(550);
    list.splice(105, 0, row('new'));
    const newer = await page(gateway, { first: 5 }, NO_CACHE);

    const rest = await next(gateway, newer.endCursor);

    expect(rest).toMatchObject({ ids: ids(5, 105), totalCount: 551 });
  });

  test('is not refused because of the length that an older page gave', async () => {
    const { gateway, list } = await open(5_001);
    const { errors } = await gateway.ask(SUMMARY, { first: 1 }, { credential: SECRET });
    expect(errors).toMatchObject([{ extensions: { code: 'LIST_TOO_LONG' } }]);
    list.splice(600);
    const newer = await page(gateway, { first: 5 }, NO_CACHE);

    expect((await next(gateway, newer.endCursor)).totalCount).toBe(600);
  });
});

test('a slow read does not replace the cached page of a read that began later', async () => {
  const { gateway, list, upstream } = await open(40);
  const { letGo, arrived } = holdBack(gateway, 1);
  const early = page(gateway, { first: 50 });
  await arrived;
  list.push(row('new'));
  const newer = await page(gateway, { first: 20 });
  expect(await page(gateway, { first: 20, after: newer.endCursor })).toMatchObject({
    totalCount: 41,
  });

  letGo();
  await early;

  expect(await page(gateway, { first: 19, after: newer.endCursor })).toMatchObject({
    totalCount: 41,
  });
  expect(upstream.requests).toHaveLength(3);
});

test('pages that do not fit together are read again by a new call, not by one in flight', async () => {
  const { gateway, list, clock, upstream } = await open(100);
  // The first read learns the length. The second one reads two pages of 50 together, and from now
  // on the gateway prefers them for the rows 45 to 94.
  await page(gateway, { first: 100 });
  clock.advance(TTL_MS);
  const { cursors } = await page(gateway, { first: 100 });
  const window = { first: 49, after: cursors[45] };
  clock.advance(TTL_MS);

  const { letGo, arrived } = holdBack(gateway, 2);
  const early = page(gateway, window, NO_CACHE);
  await arrived;
  const sent = upstream.requests.length;
  upstream.onRequest(() => {
    if (upstream.requests.length === sent + 2) list.push(row('between two pages'));
  });
  list.push(row('new'));
  const torn = page(gateway, window);
  await turns();
  letGo();

  expect(await torn).toMatchObject({ ids: ids(46, 95), totalCount: 102 });
  expect(await early).toMatchObject({ ids: ids(46, 95), totalCount: 100 });
});

describe('a cursor of another instance', () => {
  test('is not continued with what this one has cached, however many reads each has made', async () => {
    for (const [readsHere, readsThere] of [
      [0, 0],
      [5, 0],
      [0, 5],
    ] as const) {
      const { gateway, list, upstream } = await open(40);
      const replica = startReplica(upstream, { cacheTtlMs: TTL_MS });
      for (let n = 0; n < readsHere; n++) await page(gateway, { first: 1 }, NO_CACHE);
      for (let n = 0; n < readsThere; n++) await page(replica, { first: 1 }, NO_CACHE);

      await page(gateway, { first: 50 });
      list.push(row('new'));
      const there = await page(replica, { first: 20 });
      const here = await page(gateway, { first: 20, after: there.endCursor });

      expect(here).toMatchObject({ ids: ids(20, 40), totalCount: 41, hasNextPage: true });
      // Back again: the first instance's page is newer than all that this one has cached.
      const last = await page(replica, { first: 20, after: here.endCursor });
      expect(last).toMatchObject({ ids: ['new'], hasNextPage: false });
    }
  });

  test('is not continued by a call in flight that began before the request', async () => {
    const { gateway, list, upstream } = await open(40, { cacheTtlMs: 0 });
    const replica = startReplica(upstream);
    const { letGo, arrived } = holdBack(gateway, 1);

    const early = page(gateway, { first: 40 });
    await arrived;
    list.push(row('new'));
    const there = await page(replica, { first: 20 });
    const here = page(gateway, { first: 20, after: there.endCursor });
    await turns();
    letGo();

    expect(await here).toMatchObject({ ids: ids(20, 40), totalCount: 41, hasNextPage: true });
    expect(await early).toMatchObject({ totalCount: 40 });
  });

  test('is valid after a restart', async () => {
    const { gateway, list, upstream } = await open(40);
    const before = await page(gateway, { first: 20 });
    list.push(row('new'));

    const after = await page(startReplica(upstream), { first: 20, after: before.endCursor });

    expect(after).toMatchObject({ ids: ids(20, 40), totalCount: 41, hasNextPage: true });
  });

  test('costs one call for queries that arrive together', async () => {
    const { gateway, upstream } = await open(40, { cacheTtlMs: 0 });
    const there = await page(startReplica(upstream), { first: 20 });
    const sent = upstream.requests.length;

    const queries = Array.from({ length: 50 }, () =>
      page(gateway, { first: 20, after: there.endCursor }),
    );

    for (const { ids: found } of await Promise.all(queries)) expect(found).toEqual(ids(20, 40));
    expect(upstream.requests).toHaveLength(sent + 1);
  });
});
