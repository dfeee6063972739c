import { expect, test } from 'vitest';

import { createLogicalClock } from '../../src/lib/logical-clock.ts';
import { loadConnection } from '../../src/loading/load-connection.ts';
import { createLoaders, type RowsRequest } from '../../src/loading/loaders.ts';
import { Credential } from '../../src/model/credential.ts';
import type { Token } from '../../src/model/token.ts';
import type { TokenList } from '../../src/model/token-list.ts';
import type { PageRequest, ReadOptions, TokenSource } from '../../src/model/token-source.ts';
import { createUpstreamStats } from '../../src/model/upstream-stats.ts';

const INSTANCE = 7;
const LIST: TokenList = { account: 'a'.repeat(32), direction: 'ASC', includeExpired: false };
const WANTED: RowsRequest = {
  ...{ list: LIST, countedFrom: 'START', bypassCache: false, noOlderThan: [], readAhead: false },
  ...{ doubtsTotal: false, ranges: [{ start: 0, end: 5 }], optional: [] },
};

function optionsOf(): ReadOptions {
  return {
    ...{ credential: new Credential('one'.padEnd(40, '0')), callerId: null, continues: null },
    ...{ signal: new AbortController().signal, bypassCache: false, noOlderThan: [] },
    stats: createUpstreamStats(),
  };
}

/** One operation over a source that notes what it is asked for. */
function open(count: number, knowsTotal = true) {
  const rows = Array.from({ length: count }, (_, index) => ({ id: `t${index}` }) as Token);
  const logicalClock = createLogicalClock();
  const asked: (Pick<ReadOptions, 'bypassCache' | 'noOlderThan'> & {
    readonly pages: readonly PageRequest[];
  })[] = [];
  const source = {
    ...{ instance: INSTANCE, logicalClock, lastLength: () => null, lastPages: () => null },
    async listTokens(
      { bypassCache, noOlderThan }: ReadOptions,
      _: TokenList,
      pages: PageRequest[],
    ) {
      asked.push({ bypassCache, noOlderThan, pages });
      const startedAt = logicalClock.tick();
      const read = { startedAt, completedAt: logicalClock.tick() };
      const found = pages.map(({ page, perPage }) => ({
        ...{ rows: rows.slice((page - 1) * perPage, page * perPage) },
        ...{ totalCount: knowsTotal ? rows.length : null, difference: null, failure: null },
      }));
      return { pages: found, fromCache: false, completedAt: read.completedAt, read };
    },
  } as Partial<TokenSource> as TokenSource;
  const operation = (more: Partial<ReadOptions> = {}) =>
    createLoaders(source, { ...optionsOf(), ...more });
  return { rows, asked, logicalClock, operation };
}

test('what is wanted of one list together is read under the conditions of each', async () => {
  const { asked, logicalClock, operation } = open(20);
  const [one, other] = [logicalClock.tick(), logicalClock.tick()];
  const { rows } = operation({ noOlderThan: [one] });
  const [snapshot] = await Promise.all([
    rows.load(WANTED),
    rows.load({ ...WANTED, bypassCache: true }),
    rows.load({
      ...{ ...WANTED, ranges: [{ start: 7, end: 8 }] },
      noOlderThan: [{ instance: INSTANCE, completedAt: other }],
    }),
  ]);

  const pages = [{ page: 1, perPage: 8 }];
  expect(asked).toEqual([{ bypassCache: true, noOlderThan: [one, other], pages }]);
  expect(snapshot.wasRead(7)).toBe(true);
});

test('a snapshot of another gateway is followed only by a read that begins after the request', async () => {
  const { asked, logicalClock, operation } = open(20);
  const cachedAt = logicalClock.tick();
  const { rows } = operation();
  await rows.load({ ...WANTED, noOlderThan: [{ instance: INSTANCE + 1, completedAt: 1 }] });

  expect(asked[0]?.noOlderThan[0]).toBeGreaterThan(cachedAt);
});

test('an operation reads rows again only if it must not use those that it has', async () => {
  const { asked, operation } = open(20);
  const { rows } = operation();
  const { id } = await rows.load(WANTED);
  await rows.load({ ...WANTED, ranges: [{ start: 1, end: 4 }] });
  expect(asked).toHaveLength(1);

  await rows.load({ ...WANTED, bypassCache: true });
  expect(asked).toHaveLength(2);
  await rows.load({ ...WANTED, noOlderThan: [id] });
  expect(asked).toHaveLength(3);
  for (const list of [
    { ...LIST, includeExpired: true },
    { ...LIST, direction: 'DESC' },
  ] as const) {
    asked.length = 0;
    await rows.load({ ...WANTED, list });
    expect(asked).toHaveLength(1);
  }
  for (const [more, page] of [
    [{ ranges: [{ start: 5, end: 8 }] }, { page: 2, perPage: 5 }],
    [
      { ranges: [], everyRow: true },
      { page: 1, perPage: 50 },
    ],
  ] as const) {
    asked.length = 0;
    await rows.load({ ...WANTED, ...more });
    expect(asked).toMatchObject([{ pages: [page] }]);
  }
  // Until its pages show where it ends, whatever its total says.
  asked.length = 0;
  await rows.load({ ...WANTED, doubtsTotal: true });
  expect(asked[0]?.pages[0]).toEqual({ page: 1, perPage: 50 });
});

test('without a total, an operation reads rows again: only a read shows where the list ends', async () => {
  const { asked, operation } = open(20, false);
  const { rows } = operation();
  for (let read = 0; read < 2; read++) await rows.load(WANTED);
  expect(asked).toHaveLength(2);
});

test('an operation reads permission groups and credentials of each owner, and each selection', async () => {
  const source = {
    logicalClock: createLogicalClock(),
    async listPermissionGroups(_: ReadOptions, account: string | null, filter: object) {
      if (account === 'gone') throw new Error('no such account');
      return [{ id: [account, ...Object.values(filter)].join(' ') }];
    },
    verifyCredential: async (_: ReadOptions, account: string | null) => ({ id: `of ${account}` }),
  } as object as TokenSource;
  const { permissionGroups, credential } = createLoaders(source, optionsOf());
  const load = (account: string | null, name: string | null, scope: string | null) =>
    permissionGroups.load({ account, name, scope }).then(
      ([group]) => group?.id,
      (error: Error) => error.message,
    );

  const found = await Promise.all([
    ...[load(null, 'x', 'y'), load('a', 'x', 'y'), load('b', 'x', 'y')],
    ...[load('a', null, 'y'), load('a', 'x', null), load('gone', null, null)],
  ]);
  expect(found).toEqual([' x y', 'a x y', 'b x y', 'a  y', 'a x ', 'no such account']);
  const owners = [null, 'a', 'b'].map((account) => credential.load({ account }));
  expect(await Promise.all(owners)).toEqual(['of null', 'of a', 'of b'].map((id) => ({ id })));
});

test('a second read of a window is newer than the first one, and no cached page', async () => {
  const { rows, asked, operation } = open(100);
  const first = await loadConnection(operation(), LIST, { first: 11 }, true);
  rows.unshift(...['new0', 'new1', 'new2'].map((id) => ({ id }) as Token));
  asked.length = 0;

  const after = first.pageInfo.endCursor;
  const { edges } = await loadConnection(operation(), LIST, { first: 2, after }, true);

  expect(edges.map(({ node }) => node.id)).toEqual(['t11', 't12']);
  const [, second] = asked;
  const [bound = 0] = second?.noOlderThan ?? [];
  expect(second?.bypassCache).toBe(true);
  expect(bound).toBeGreaterThan(asked[0]?.noOlderThan[0] ?? 0);
});

test('a window between two cursors is no older than either', async () => {
  const { asked, logicalClock, operation } = open(20);
  const old = await loadConnection(operation(), LIST, { first: 10 }, true);
  const snapshots = [logicalClock.latest()];
  const fresh = await loadConnection(operation(), LIST, { first: 10 }, true);
  snapshots.push(logicalClock.latest());
  for (const [after, before] of [
    [old, fresh],
    [fresh, old],
  ]) {
    asked.length = 0;
    const cursors = { after: after?.edges[2]?.cursor, before: before?.edges[7]?.cursor };
    await loadConnection(operation(), LIST, { first: 3, ...cursors }, true);

    expect(new Set(asked[0]?.noOlderThan)).toEqual(new Set(snapshots));
  }
});
