import { describe, expect, test } from 'vitest';

import type { Switches } from '../../src/emulator/switches.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Token } from '../../src/model/token.ts';
import type { Connection } from '../../src/pagination/connection.ts';
import { startGateway } from '../support/gateway.ts';
import { type Listing, openListing } from '../support/listing.ts';
import { randomOf } from '../support/random.ts';

const SIXTY = 60;
/**
 * The most calls of one window: a few, and the pages of the whole list twice, up to the next power
 * of two: before the gateway says that pages contradict each other, it reads them again.
 */
function mostCalls({ rows, switches }: Listing): number {
  return 8 + 4 * Math.ceil(rows.length / (switches.pageLimit?.rows ?? 50));
}

const rowsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `t${index}` }));
const idsOf = ({ edges }: Connection) => edges.map(({ node }) => (node as Token).id);

const numberOf = (row: unknown) => Number((row as { id: string }).id.slice(1));

const TOTALS: Readonly<Record<string, Partial<Switches>>> = {
  'as it is': {},
  '80 over 60': { totalCountShift: 20 },
  '3,000,000,000 over 60': { totalCountShift: 2_999_999_940 },
  '2,000 over 60': { totalCountShift: 1_940 },
  '61 over 60': { totalCountShift: 1 },
  '59 over 60': { totalCountShift: -1 },
  '0 over 60': { totalCountShift: -60 },
  absent: { totalCount: false },
};

const PAGES: Readonly<Record<string, Partial<Switches>>> = {
  'as requested': {},
  'of at most 20 rows, as it says': { pageLimit: { rows: 20, isStated: true } },
  'of at most 20 rows, and it says 50': { pageLimit: { rows: 20, isStated: false } },
  'with gaps': { isHidden: (row) => numberOf(row) % 5 === 3 },
};

const SIZES = [1, 2, 4, 5, 6, 19, 20, 21, 30, 48, 49, 50, 51, 58, 59, 60, 61, 79, 80, 99, 100];

const BEYOND_END = ['empty', 'refuse', 'last page', 'last page with its number'] as const;

const WORLDS = Object.entries(TOTALS).flatMap(([total, switches]) =>
  Object.entries(PAGES).flatMap(([pages, more]) =>
    BEYOND_END.map(
      (beyondEnd) =>
        [
          `total ${total}, pages ${pages}, beyond the end ${beyondEnd}`,
          { ...switches, ...more, beyondEnd },
        ] as const,
    ),
  ),
);

/** The rows that the pages show, in order. */
function visible({ rows, switches }: Listing): readonly string[] {
  return rows.filter((row) => !switches.isHidden(row)).map(({ id }) => id);
}

/** Loads a window within a bounded number of calls. Null: an error that names the inconsistency. */
async function load(
  listing: Listing,
  args: Parameters<Listing['connection']>[0],
  wantsRows = true,
): Promise<Connection | null> {
  const sent = listing.calls.length;
  const loaded = await listing.connection(args, wantsRows).catch((error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    expect(error.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(error.message).toMatch(/\d/);
    return null;
  });
  const made = listing.calls.slice(sent);
  if (made.length > mostCalls(listing)) expect({ args, made }).toBe('a few calls');
  return loaded;
}

/** Walks through a list that stands still. Null: it ended with an error. */
async function walk(
  listing: Listing,
  size: number,
  way: 'forward' | 'back',
): Promise<readonly string[] | null> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (let step = 0; step <= 200; step++) {
    const isForward = way === 'forward';
    const args = isForward ? { first: size, after: cursor } : { last: size, before: cursor };
    const page: Connection | null = await load(listing, args);
    if (page === null) return null;
    if (isForward) seen.push(...idsOf(page));
    else seen.unshift(...idsOf(page));
    const { hasNextPage, hasPreviousPage, endCursor, startCursor } = page.pageInfo;
    if (!(isForward ? hasNextPage : hasPreviousPage) || page.edges.length === 0) return seen;
    cursor = isForward ? endCursor : startCursor;
  }
  throw new Error('the walk does not end');
}

describe.each(WORLDS)('a list of 60 that stands still: %s', (_name, switches) => {
  // A total that allows rows on a page that only repeats other rows: nobody knows which of them is right.
  const isContradictory =
    switches.beyondEnd?.startsWith('last page') === true && (switches.totalCountShift ?? 0) > 60;

  test('gives every row once, or an error that names the inconsistency', async () => {
    for (const size of SIZES) {
      const listing = openListing(rowsOf(SIXTY), switches);
      const all = visible(listing);
      for (const args of [{ first: size }, { last: size }]) {
        const page = await load(listing, args);
        if (page === null) {
          expect({ size, isContradictory }).toEqual({ size, isContradictory: true });
          continue;
        }
        const expected = 'first' in args ? all.slice(0, size) : all.slice(-size);
        const hasMore = 'first' in args ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage;
        if (idsOf(page).join() !== expected.join() || (!hasMore && size < all.length)) {
          expect({ args, ids: idsOf(page), hasMore }).toEqual({
            args,
            ids: expected,
            hasMore: true,
          });
        }
      }
    }
  });

  test('walks both ways', async () => {
    for (const size of [1, 7, 20, 30, 50, 51, 59, 100]) {
      for (const way of ['forward', 'back'] as const) {
        const listing = openListing(rowsOf(SIXTY), switches);
        const walked = await walk(listing, size, way);
        if (walked === null) expect(isContradictory).toBe(true);
        else if (walked.join() !== visible(listing).join()) {
          expect({ size, way, walked }).toEqual({ size, way, walked: visible(listing) });
        }
      }
    }
  });

  test('has a total alone for at most four calls', async () => {
    const listing = openListing(rowsOf(SIXTY), switches);
    const total = SIXTY + listing.switches.totalCountShift;
    // GraphQL's Int has 32 bits.
    const stated = listing.switches.totalCount && total < 2 ** 31 ? total : null;

    const page = await load(listing, { first: 10 }, false);

    if (page !== null) expect([stated, visible(listing).length]).toContain(page.totalCount);
    if (
      switches.isHidden === undefined &&
      (switches.totalCountShift ?? 0) >= -1 &&
      stated !== null
    ) {
      expect(listing.calls).toHaveLength(1);
    }
  });
});

describe('random lists that stand still', () => {
  test('are walked with every row once, or with an error that names the inconsistency', async () => {
    let errors = 0;
    const walks = 700;
    for (let seed = 1; seed <= walks; seed++) {
      const random = randomOf(seed);
      const count = random(140);
      const hidden = new Set(
        Array.from({ length: random(4) * random(6) }, () => random(count + 1)),
      );
      const limit = 5 + random(40);
      const isShifted = random(2) === 0;
      const switches: Partial<Switches> = {
        totalCount: random(4) > 0,
        // A total that is too low hides rows of pages with gaps: nothing tells it from deletions.
        totalCountShift: isShifted ? random(count + 60) - (hidden.size > 0 ? 0 : count) : 0,
        pageLimit: random(3) === 0 ? { rows: limit, isStated: random(2) === 0 } : null,
        isHidden: (row) => hidden.has(numberOf(row)),
        beyondEnd: BEYOND_END[random(4)] ?? 'empty',
      };
      const listing = openListing(rowsOf(count), switches);
      const size = 1 + random(100);
      const way = random(2) === 0 ? 'forward' : 'back';

      const walked = await walk(listing, size, way);

      if (walked === null) errors += 1;
      // A total that is too low and met exactly is believed: see the README.
      const stated = count + (switches.totalCountShift ?? 0);
      const isBelieved = switches.totalCount && stated < count && walked?.length === stated;
      if (walked !== null && !isBelieved && walked.join() !== visible(listing).join()) {
        expect({ seed, count, size, way, switches, hidden, walked }).toBe('every row once');
      }
    }
    expect(errors).toBeLessThan(walks / 10);
  });
});

describe('over HTTP', () => {
  const SECRET = 'a_list_of_its_own_'.padEnd(40, '0');
  const WINDOW = `query ($first: Int!, $after: String) {
    tokens(first: $first, after: $after) {
      totalCount nodes { id } pageInfo { hasNextPage endCursor }
    }
  }`;

  async function open(count: number, switches: Partial<Switches>) {
    const gateway = await startGateway();
    const account = gateway.upstream.addCredential(SECRET, rowsOf(count));
    Object.assign(gateway.upstream.switches, switches);
    const read = (variables: object) => gateway.ask(WINDOW, variables, { credential: SECRET });
    return { ...gateway, account, read };
  }

  test.each([
    [80, { totalCountShift: 20 }, 3],
    [61, { totalCountShift: 1 }, 3],
    [59, { totalCountShift: -1 }, 5],
    [0, { totalCountShift: -60 }, 4],
  ])('a total of %i over 60 rows: first 100 gives 60', async (_total, switches, calls) => {
    const { read, upstream } = await open(60, switches);

    const { data, errors } = await read({ first: 100 });

    expect(errors).toEqual([]);
    expect(data.tokens.nodes).toEqual(rowsOf(60));
    expect(data.tokens).toMatchObject({ totalCount: 60, pageInfo: { hasNextPage: false } });
    expect(upstream.requests.length).toBeLessThanOrEqual(calls);
  });

  test.each([
    ['counted from 0', (page: number) => page - 1],
    ['always 1', () => 1],
  ])(
    'pages whose numbers are wrong (%s), without a total: each row comes once',
    async (_, numberOf) => {
      const { read, upstream } = await open(120, {});
      const rows = rowsOf(120);
      upstream.onRequest(({ query }) => {
        const [page, perPage] = [Number(query['page']), Number(query['per_page'])];
        const result = rows.slice((page - 1) * perPage, page * perPage);
        const info = { page: numberOf(page), per_page: perPage };
        const body = { success: true, errors: [], messages: [], result, result_info: info };
        upstream.injectFault({ kind: 'response', status: 200, body });
      });

      for (const first of [3, 10, 51, 100]) {
        const seen: unknown[] = [];
        let after: string | null = null;
        for (let step = 0; step < 50; step++) {
          const { data, errors }: Awaited<ReturnType<typeof read>> = await read({ first, after });
          expect(errors).toEqual([]);
          seen.push(...data.tokens.nodes);
          if (!data.tokens.pageInfo.hasNextPage) break;
          after = data.tokens.pageInfo.endCursor;
        }
        expect({ first, seen }).toEqual({ first, seen: rows });
      }
    },
  );

  // As a server writes it that fills in none of the numbers: no page has the number 0.
  test.each([
    [3, { page: 0, per_page: 0, count: 0, total_count: 0 }],
    [60, { page: 0, per_page: 0, count: 0, total_count: 0 }],
    [60, { page: 0, per_page: 50, total_count: 60 }],
    [60, { page: 0 }],
  ])('a list of %i whose pages say %o is read', async (count, info) => {
    const { read, upstream } = await open(count, {});
    const rows = rowsOf(count);
    upstream.onRequest(({ query }) => {
      const [page, perPage] = [Number(query['page']), Number(query['per_page'])];
      const result = rows.slice((page - 1) * perPage, page * perPage);
      const body = { success: true, errors: [], messages: [], result, result_info: info };
      upstream.injectFault({ kind: 'response', status: 200, body });
    });

    const { data, errors } = await read({ first: 100 });

    expect(errors).toEqual([]);
    expect(data.tokens.nodes).toEqual(rows);
    expect(data.tokens.pageInfo.hasNextPage).toBe(false);
  });

  test('a page of 4 rows instead of 5 does not end a list of 23', async () => {
    const { read } = await open(23, { isHidden: (row) => numberOf(row) === 2 });

    const { data, errors } = await read({ first: 4 });
    const rest = await read({ first: 100, after: data.tokens.pageInfo.endCursor });

    expect(errors).toEqual([]);
    expect(data.tokens).toMatchObject({ totalCount: 22, pageInfo: { hasNextPage: true } });
    expect([...data.tokens.nodes, ...rest.data.tokens.nodes]).toEqual(rowsOf(23).toSpliced(2, 1));
  });

  test('a page beyond the end that is refused is the end of a list that has shrunk', async () => {
    const { read, account, upstream } = await open(120, { beyondEnd: 'refuse' });
    const { data } = await read({ first: 100 });
    account.tokens.splice(10, 88);
    const sent = upstream.requests.length;

    const rest = await read({ first: 100, after: data.tokens.pageInfo.endCursor });

    expect(rest.errors).toEqual([]);
    expect(rest.data.tokens.nodes).toEqual(rowsOf(120).slice(100));
    expect(upstream.requests.length - sent).toBeLessThanOrEqual(6);
  });

  test('a refused page between two pages with rows is not the end of a list', async () => {
    const { read, account, upstream } = await open(130, { totalCount: false, beyondEnd: 'refuse' });
    const { data } = await read({ first: 21 });
    let isRefused = false;
    upstream.onRequest(({ query }) => {
      const start = (Number(query['page']) - 1) * Number(query['per_page']);
      const isShort = start > 21 && start < 90 && !isRefused;
      account.tokens.splice(0, Infinity, ...rowsOf(isShort ? 21 : 130));
      isRefused ||= isShort;
    });

    const rest = await read({ first: 100, after: data.tokens.pageInfo.endCursor });

    expect(isRefused).toBe(true);
    expect(rest.errors).toEqual([]);
    expect(rest.data.tokens.nodes).toEqual(rowsOf(121).slice(21));
  });

  test('a last page again, under its own number, shows the length of a list that has shrunk: no page is read for it', async () => {
    const { read, account, upstream } = await open(120, { beyondEnd: 'last page with its number' });
    const { data } = await read({ first: 100 });
    account.tokens.splice(0, 97);

    const rest = await read({ first: 5, after: data.tokens.pageInfo.endCursor });

    expect(rest.data.tokens.nodes).toEqual(rowsOf(105).slice(100));
    const sizes = upstream.requests.map(({ query }) => query['per_page']);
    expect(sizes).not.toContain('5');
  });

  // Pages of 20 that claim to be of 50: only a read of the whole list asks for page 3.
  test.each([
    ['created, and no total', false],
    ['deleted, and a total', true],
  ])('a whole list that changes in its first two reads: a row is %s', async (_, totalCount) => {
    const pageLimit = { rows: 20, isStated: false };
    const { read, account, upstream } = await open(70, { totalCount, pageLimit });
    let changes = 0;
    upstream.onRequest(({ query }) => {
      if (query['page'] !== '3' || changes === 2) return;
      changes += 1;
      if (totalCount) account.tokens.shift();
      else account.tokens.unshift({ id: `new${changes}` });
    });

    const { data, errors } = await read({ first: 100 });

    expect(errors).toEqual([]);
    expect(changes).toBe(2);
    expect(data.tokens.nodes).toEqual(account.tokens);
  });

  test('an error of a first page is not the end of a list', async () => {
    const { read, upstream } = await open(120, {});
    const body = { success: false, errors: [{ code: 1001, message: 'No.' }], result: null };
    upstream.injectFault({ kind: 'response', status: 400, body });

    const { errors } = await read({ first: 100 });

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_ERROR');
  });

  test.each([
    [0, 1],
    [1, 1],
    [49, 1],
    [50, 1],
    [51, 2],
    [100, 2],
    [137, 2],
  ])('a first window of more than 50 of %i rows costs %i calls', async (count, calls) => {
    for (const size of [51, 75, 100]) {
      for (const way of ['first', 'last']) {
        const { ask, upstream } = await open(count, {});
        const document = `{ tokens(${way}: ${size}) { nodes { id } } }`;

        const { data, errors } = await ask(document, {}, { credential: SECRET });

        const all = rowsOf(count);
        expect(errors).toEqual([]);
        expect(data.tokens.nodes).toEqual(way === 'first' ? all.slice(0, size) : all.slice(-size));
        expect(upstream.requests).toHaveLength(calls);
        expect(upstream.requests[0]?.query).toMatchObject({ page: '1', per_page: '50' });
      }
    }
  });

  test('a first window of more than 50 rows is one snapshot: a change between two pages is read again', async () => {
    const { read, account, upstream } = await open(90, {});
    let isChanged = false;
    upstream.onRequest(({ query }) => {
      if (query['page'] !== '2' || isChanged) return;
      isChanged = true;
      account.tokens.splice(3, 1);
    });

    const { data } = await read({ first: 100 });

    expect(data.tokens.nodes).toEqual(rowsOf(90).toSpliced(3, 1));
    expect(upstream.requests).toHaveLength(4);
  });

  test.each([
    ['has a total, and a row is created at the end', {}, 120, 51],
    ['has a total, and a row is created at the end', {}, 120, 98],
    ['has no total', { totalCount: false }, 120, 54],
    ['has no total, and its second page is empty then', { totalCount: false }, 52, 51],
  ])('ten rows are deleted between two pages: the list %s', async (_, switches, count, first) => {
    const { read, account, upstream } = await open(count, switches);
    let isChanged = false;
    upstream.onRequest(() => {
      if (isChanged || upstream.requests.length < 2) return;
      isChanged = true;
      account.tokens.splice(3, 10);
      if (!('totalCount' in switches)) account.tokens.push(...rowsOf(count + 10).slice(count));
    });

    const { data } = await read({ first });

    const deleted = rowsOf(count + 10).toSpliced(3, 10);
    const left = 'totalCount' in switches ? deleted.slice(0, count - 10) : deleted;
    expect(isChanged).toBe(true);
    expect(data.tokens.nodes).toEqual(left.slice(0, first));
  });
});

describe('a total that is too low', () => {
  const SIZES_FROM_ONE = [1, 7, 30, 51, 60, 71, 100];

  // The plan reads one position past the total where a page can hold it. Pages that end exactly at
  // the total cannot: 50, and 100 in two pages.
  test.each([
    [70, 60],
    [129, 68],
    [129, 99],
    [110, 1],
    [60, 49],
  ])('of %i rows says %i: every row comes once', async (count, total) => {
    for (const size of SIZES_FROM_ONE) {
      for (const way of ['forward', 'back'] as const) {
        const listing = openListing(rowsOf(count), { totalCountShift: total - count });

        const walked = await walk(listing, size, way);

        if (walked?.join() !== visible(listing).join()) {
          expect({ size, way, walked }).toEqual({ size, way, walked: visible(listing) });
        }
      }
    }
  });

  test('is believed if the pages end exactly there: to look further would cost a call where it is right', async () => {
    const listing = openListing(rowsOf(60), { totalCountShift: -10 });

    const page = await load(listing, { first: 50 });

    expect(page?.pageInfo.hasNextPage).toBe(false);
    expect(page?.totalCount).toBe(50);
    expect(listing.calls).toHaveLength(1);
  });

  test('is not believed where it leaves out the row of a cursor, if full pages end exactly there', async () => {
    const listing = openListing(rowsOf(60), { totalCountShift: -10 });
    const last = await load(listing, { last: 5 });

    const before = await load(listing, { last: 5, before: last?.pageInfo.startCursor ?? null });

    expect(last?.edges.map(({ node }) => node.id)).toEqual(['t55', 't56', 't57', 't58', 't59']);
    expect(before?.edges.map(({ node }) => node.id)).toEqual(['t50', 't51', 't52', 't53', 't54']);
  });

  test.each([10, 12])(
    'does not make the row after it look deleted: the walk that begins among the last %i',
    async (size) => {
      const listing = openListing(rowsOf(60), { totalCountShift: -10 });
      const last = await load(listing, { last: size });
      const cursor = last?.edges.find(({ node }) => node.id === 't50')?.cursor;

      const after = await load(listing, { first: 5, after: cursor ?? null });

      expect(after?.edges.map(({ node }) => node.id)).toEqual(['t51', 't52', 't53', 't54', 't55']);
    },
  );

  test('is believed if a page with gaps has exactly so many rows', async () => {
    const switches = { totalCountShift: -15, isHidden: (row: unknown) => numberOf(row) % 10 === 3 };
    const listing = openListing(rowsOf(60), switches);

    const page = await load(listing, { first: 50 });

    expect(page?.edges).toHaveLength(45);
    expect(page).toMatchObject({ totalCount: 45, pageInfo: { hasNextPage: false } });
  });
});
