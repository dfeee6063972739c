import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { startGateway } from '../support/gateway.ts';
import { readableDemo } from '../support/readable-demo.ts';

const SECRET = 'a_list_to_ask'.padEnd(40, '0');
const QUESTION = `query (
  $first: Int, $after: String, $last: Int, $before: String
  $filter: TokenFilter, $orderBy: TokenOrderField, $direction: SortDirection
) {
  tokens(
    first: $first, after: $after, last: $last, before: $before
    filter: $filter, orderBy: $orderBy, direction: $direction
  ) {
    totalCount
    edges { cursor node { id name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    summary { total unreadable byStatus { status count } byFinding { kind severity count } }
  }
}`;
/** Without the summary, which reads the whole list by itself. */
const PLAIN = QUESTION.replace(/summary .*$/m, '');

interface Row {
  readonly id: string;
  [property: string]: unknown;
}

/** Ids in hexadecimal, as Cloudflare's. */
const idOf = (index: number) => index.toString(16).padStart(32, '0');
const rowsOf = (count: number, more: (index: number) => object = () => ({})): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    name: `t${index}`,
    ...more(index),
  }));

async function openList(rows: Row[], options = {}) {
  const { upstream, ask } = await startGateway(options);
  upstream.addCredential(SECRET, rows);
  return {
    upstream,
    rows,
    ask: (variables: object, document = QUESTION, headers = {}) =>
      ask(document, variables, { credential: SECRET, headers }),
    async read(variables: object, document = QUESTION) {
      const { data, errors } = await ask(document, variables, { credential: SECRET });
      expect(errors).toEqual([]);
      return data.tokens;
    },
  };
}

const namesIn = ({ edges }: { edges: { node: { name: string } }[] }) =>
  edges.map(({ node }) => node.name);

describe('filters', () => {
  const odd = (index: number) => ({ status: index % 2 ? 'disabled' : 'active' });
  const DISABLED = { status: ['DISABLED'] };

  test('show a page of the tokens that pass, and count all of them', async () => {
    const { read, upstream } = await openList(rowsOf(7, odd));
    const page = await read({ first: 2, filter: DISABLED });

    expect(namesIn(page)).toEqual(['t1', 't3']);
    expect(page.totalCount).toBe(3);
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(page.summary).toMatchObject({ total: 3, byStatus: [{ status: 'DISABLED', count: 3 }] });
    expect(upstream.requests).toHaveLength(1);

    const rest = await read({ first: 2, after: page.pageInfo.endCursor, filter: DISABLED });
    expect(namesIn(rest)).toEqual(['t5']);
    expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    const back = await read({ last: 1, before: rest.pageInfo.startCursor, filter: DISABLED });
    expect(namesIn(back)).toEqual(['t3']);
  });

  test.each([480, 1_200])(
    'read each page of %i rows once, and then none while it is cached',
    async (count) => {
      const { read, upstream } = await openList(rowsOf(count, odd), { cacheTtlMs: 600_000 });
      const found: string[] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof read>> = await read({
          first: count / 24,
          after,
          filter: DISABLED,
        });
        found.push(...namesIn(page));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after !== null);

      expect(found).toEqual(Array.from({ length: count / 2 }, (_, index) => `t${2 * index + 1}`));
      expect(upstream.requests).toHaveLength(Math.ceil(count / 50));
    },
  );

  test('all questions of an operation share one snapshot', async () => {
    const { ask, upstream } = await openList(rowsOf(120, odd));
    const { data, errors } = await ask(
      {},
      `{
        active: tokens(first: 1, filter: { status: [ACTIVE] }) { totalCount }
        disabled: tokens(first: 1, filter: { status: [DISABLED] }) { totalCount }
        up: tokens(first: 1, orderBy: NAME) { nodes { name } }
        down: tokens(first: 1, orderBy: NAME, direction: DESC) { nodes { name } }
        all: tokens(first: 1) { nodes { name } summary { total } }
      }`,
    );

    expect(errors).toEqual([]);
    expect(data).toEqual({
      active: { totalCount: 60 },
      disabled: { totalCount: 60 },
      up: { nodes: [{ name: 't0' }] },
      down: { nodes: [{ name: 't99' }] },
      all: { nodes: [{ name: 't0' }], summary: { total: 120 } },
    });
    expect(upstream.requests).toHaveLength(3);
  });

  test('a summary does not change the cursors of the plain list', async () => {
    const { read } = await openList(rowsOf(30));
    const { pageInfo } = await read({ first: 5 }, PLAIN);

    expect(namesIn(await read({ first: 2, after: pageInfo.endCursor }))).toEqual(['t5', 't6']);
    const last = await read({ last: 5 }, PLAIN);
    const before = await read({ last: 2, before: last.pageInfo.startCursor });
    expect(namesIn(before)).toEqual(['t23', 't24']);
  });

  test('a summary that a directive leaves out reads nothing', async () => {
    const { ask, upstream } = await openList(rowsOf(5_001));
    const document = `query ($with: Boolean!) {
      tokens(first: 2) { nodes { name } summary @include(if: $with) { total } }
    }`;
    const { data, errors } = await ask({ with: false }, document);

    expect(errors).toEqual([]);
    expect(data.tokens.nodes).toHaveLength(2);
    expect(upstream.requests).toHaveLength(1);
  });

  test('the last rows after a cursor, whose row was deleted or moved by others', async () => {
    const { read, rows } = await openList(rowsOf(8, odd), { cacheTtlMs: 0 });
    const { pageInfo } = await read({ first: 2, filter: DISABLED });
    const after = pageInfo.endCursor;
    rows.splice(3, 1);
    expect(namesIn(await read({ last: 5, after, filter: DISABLED }))).toEqual(['t5', 't7']);
    rows.unshift({ id: idOf(99), name: 'new', status: 'disabled' });
    expect(namesIn(await read({ last: 5, after, filter: DISABLED }))).toEqual(['t5', 't7']);
  });

  test('a row that cannot be read passes every filter', async () => {
    const rows = rowsOf(6, (index) => (index === 2 ? { policies: 'none' } : odd(index)));
    const { ask } = await openList(rows);
    const { data, errors } = await ask({
      first: 9,
      filter: { not: { status: ['ACTIVE', 'DISABLED'] } },
    });

    expect(data.tokens.edges.map(({ node }: { node: unknown }) => node)).toEqual([null]);
    expect(data.tokens.summary).toMatchObject({ total: 1, unreadable: 1, byStatus: [] });
    expect(errors).toMatchObject([{ path: ['tokens', 'edges', 0, 'node'] }]);
  });

  test.each([false, true])('a list without a total: %j', async (isEmpty) => {
    const { read, upstream } = await openList(rowsOf(isEmpty ? 0 : 130, odd));
    upstream.switches.totalCount = false;
    const page = await read({ first: 1, filter: DISABLED });

    expect(page.totalCount).toBe(isEmpty ? 0 : 65);
  });

  test('a walk continues after its row was changed, created or deleted', async () => {
    const { read, rows } = await openList(rowsOf(40, odd), { cacheTtlMs: 0 });
    const { pageInfo } = await read({ first: 5, filter: DISABLED });
    // t9 is the cursor's row.
    rows[9] = { ...rows[9], id: idOf(9), status: 'active' };
    rows.splice(0, 0, { id: idOf(99), name: 'new', status: 'disabled' });
    rows.splice(12, 1);

    const rest = await read({ first: 3, after: pageInfo.endCursor, filter: DISABLED });
    expect(namesIn(rest)).toEqual(['t13', 't15', 't17']);
  });
});

describe('orders', () => {
  const UNREADABLE = { policies: 'none' };

  test('rows that cannot be read stand last, both ways', async () => {
    const rows = rowsOf(6, (index) => (index % 3 === 0 ? UNREADABLE : {}));
    const { ask } = await openList([...rows, { id: null, ...UNREADABLE } as never]);
    for (const direction of ['ASC', 'DESC']) {
      const { data } = await ask({ first: 9, orderBy: 'NAME', direction });
      const names = data.tokens.edges.map(
        ({ node }: { node: { name: string } | null }) => node?.name,
      );
      const readable = direction === 'ASC' ? ['t1', 't2', 't4', 't5'] : ['t5', 't4', 't2', 't1'];
      expect(names).toEqual([...readable, undefined, undefined, undefined]);

      let after: string | null = null;
      for (const { cursor } of data.tokens.edges) {
        const next = await ask({ first: 1, after, orderBy: 'NAME', direction }, PLAIN);
        expect(next.data.tokens.edges.map((edge: { cursor: string }) => edge.cursor)).toHaveLength(
          1,
        );
        after = cursor;
      }
    }
  });

  test('ids that are not Cloudflare’s have cursors of at most 64 characters, and every row comes once', async () => {
    const rows = rowsOf(30).map((row, index) => ({
      ...row,
      id: `Not-Hexadecimal_${String(index * 7).padStart(16, 'Z')}`,
      issued_on: `2026-01-0${1 + (index % 3)}T00:00:00.123456789Z`,
    }));
    const { read } = await openList(rows);
    for (const direction of ['ASC', 'DESC']) {
      const names: string[] = [];
      let after: string | null = null;
      for (let pages = 0; pages < 10; pages++) {
        const page = await read({ first: 4, after, orderBy: 'ISSUED_ON', direction }, PLAIN);
        for (const { cursor } of page.edges) expect(cursor.length).toBeLessThanOrEqual(64);
        names.push(...namesIn(page));
        after = page.pageInfo.endCursor;
        if (!page.pageInfo.hasNextPage) break;
      }
      expect(new Set(names).size).toBe(30);
      expect(names).toHaveLength(30);
    }
  });

  test('the demonstration, by each order and both ways, walked by 7 and by 50', async () => {
    const { ask, upstream } = await startGateway();
    readableDemo(upstream);
    for (const orderBy of ['NAME', 'EXPIRES_ON', 'ISSUED_ON', 'LAST_USED_ON', 'MODIFIED_ON']) {
      const up = (await ask(PLAIN, { first: 100, orderBy })).data.tokens;
      const down = (await ask(PLAIN, { first: 100, orderBy, direction: 'DESC' })).data.tokens;
      const idsOf = ({ edges }: { edges: { node: Row | null }[] }) =>
        edges.map(({ node }) => node?.id);
      const { totalCount } = up;
      const [ids, idsDown] = [idsOf(up), idsOf(down)];
      for (const direction of ['ASC', 'DESC']) {
        for (const first of [7, 50]) {
          const walked: string[] = [];
          let after: string | null = null;
          for (let pages = 0; pages < 200; pages++) {
            const { data } = await ask(PLAIN, { first, after, orderBy, direction });
            walked.push(...data.tokens.edges.map(({ node }: { node: { id: string } }) => node?.id));
            after = data.tokens.pageInfo.endCursor;
            for (const { cursor } of data.tokens.edges) {
              expect(cursor.length).toBeLessThanOrEqual(orderBy === 'NAME' ? 1_024 : 64);
            }
            if (!data.tokens.pageInfo.hasNextPage) break;
          }
          expect(new Set(walked).size).toBe(walked.length);
          expect(walked).toHaveLength(totalCount);
          expect(walked.slice(0, 100)).toEqual(direction === 'ASC' ? ids : idsDown);
        }
      }
    }
  });

  test('a walk gives every token whose sort value stays the same once, while other tokens change', async () => {
    const { read, rows } = await openList([], { cacheTtlMs: 0 });
    const step = fc.record({
      create: fc.option(fc.nat(50)),
      remove: fc.option(fc.nat(50)),
      use: fc.option(fc.nat(50)),
    });
    const walk = fc.record({
      size: fc.integer({ min: 1, max: 4 }),
      direction: fc.constantFrom('ASC', 'DESC'),
      isBack: fc.boolean(),
      steps: fc.array(step, { minLength: 12, maxLength: 12 }),
    });
    const usedOn = (day: number) => `2026-01-${String((day % 28) + 1).padStart(2, '0')}T00:00:00Z`;
    await fc.assert(
      fc.asyncProperty(walk, async ({ size, direction, isBack, steps }) => {
        let serial = 0;
        const create = (day: number): Row => {
          serial += 1;
          return {
            id: idOf(serial * 7_919),
            name: `n${serial}`,
            last_used_on: day % 5 ? usedOn(day) : null,
          };
        };
        rows.splice(0, rows.length, ...Array.from({ length: 14 }, (_, index) => create(index)));
        const stays = new Set(rows.map(({ id }) => id));
        const seen: string[] = [];
        let cursor: string | null = null;
        for (let pages = 0; pages < 40; pages++) {
          const args = isBack ? { last: size, before: cursor } : { first: size, after: cursor };
          const page = await read({ ...args, orderBy: 'LAST_USED_ON', direction }, PLAIN);
          const ids = page.edges.map(({ node }: { node: Row }) => node.id);
          seen.push(...(isBack ? ids.toReversed() : ids));
          const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
          if (!(isBack ? hasPreviousPage : hasNextPage)) break;
          cursor = isBack ? startCursor : endCursor;
          const change = steps[pages];
          if (change?.create != null)
            rows.splice(change.create % rows.length, 0, create(change.create));
          if (change?.remove != null)
            stays.delete(rows.splice(change.remove % rows.length, 1)[0]?.id ?? '');
          if (change?.use != null) {
            const index = change.use % rows.length;
            const used = { ...rows[index], last_used_on: '2026-02-01T00:00:00Z' } as Row;
            stays.delete(used.id);
            rows[index] = used;
          }
        }
        for (const id of stays) expect(seen.filter((each) => each === id)).toEqual([id]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('cursors belong to their question', () => {
  const QUESTIONS = [
    {},
    { direction: 'DESC' },
    { filter: {} },
    { filter: { neverUsed: true } },
    { filter: { neverUsed: true, neverExpires: true } },
    { orderBy: 'NAME' },
    { orderBy: 'NAME', direction: 'DESC' },
    { orderBy: 'ISSUED_ON' },
    { orderBy: 'NAME', filter: { neverUsed: true } },
  ];

  test('one of another filter, order or direction is refused without a call', async () => {
    const { ask, read, upstream } = await openList(rowsOf(9));
    for (const [index, question] of QUESTIONS.entries()) {
      const { pageInfo } = await read({ first: 2, ...question }, PLAIN);
      const calls = upstream.requests.length;
      for (const [other, asked] of QUESTIONS.entries()) {
        const { errors } = await ask({ first: 2, after: pageInfo.endCursor, ...asked }, PLAIN);
        if (other === index) expect(errors).toEqual([]);
        else expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
        if (other !== index) expect(errors[0]?.message).toMatch(/^Argument "after": /);
      }
      // The one that is its own.
      expect(upstream.requests).toHaveLength(calls + 1);
    }
  });

  test('what is null is the same as what is not given, in any order', async () => {
    const { ask, read } = await openList(rowsOf(9));
    const filter = { neverUsed: true, neverExpires: true };
    const { pageInfo } = await read({ first: 2, filter }, PLAIN);
    const same = { neverExpires: true, status: null, neverUsed: true };
    const { data } = await ask({ first: 2, after: pageInfo.endCursor, filter: same }, PLAIN);

    expect(namesIn(data.tokens)).toEqual(['t2', 't3']);
  });

  test.each(['', 'x', 'A'.repeat(58), 'A'.repeat(1_100), '*'])('%j is no cursor', async (after) => {
    const { ask, upstream } = await openList(rowsOf(9));
    const { errors } = await ask({ after, orderBy: 'NAME' });

    expect(errors).toMatchObject([{ path: ['tokens'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(upstream.requests).toEqual([]);
  });

  test('a changed letter makes it no cursor', async () => {
    const { ask, read } = await openList(rowsOf(3));
    const { endCursor } = (await read({ first: 1, orderBy: 'NAME' }, PLAIN)).pageInfo;
    for (let at = 0; at < endCursor.length; at++) {
      const letter = endCursor[at] === 'A' ? 'B' : 'A';
      const after = endCursor.slice(0, at) + letter + endCursor.slice(at + 1);
      const { errors } = await ask({ after, orderBy: 'NAME' }, PLAIN);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});

describe('bad input is refused with its path, before any call', () => {
  const deep = (levels: number): object => (levels === 1 ? {} : { not: deep(levels - 1) });

  test.each([
    [{ expiresBefore: 'soon' }, 'filter.expiresBefore'],
    [{ or: [{}, { expiresBefore: '2026-02-30T00:00:00Z' }] }, 'filter.or[1].expiresBefore'],
    [{ and: [{ not: { issuedAfter: '' } }] }, 'filter.and[0].not.issuedAfter'],
    [{ expiresWithinDays: -1 }, 'filter.expiresWithinDays'],
    [{ not: { unusedForDays: -5 } }, 'filter.not.unusedForDays'],
    [{ usableFrom: '192.0.2.0/24' }, 'filter.usableFrom'],
    [{ usableFrom: 'example.com' }, 'filter.usableFrom'],
    [deep(9), 'filter.not.not.not.not.not.not.not.not'],
  ])('%j', async (filter, path) => {
    const { ask, upstream } = await openList(rowsOf(3));
    const { errors } = await ask({ filter });

    expect(errors).toMatchObject([{ path: ['tokens'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors[0]?.message.startsWith(`Argument "${path}": expected `)).toBe(true);
    expect(upstream.requests).toEqual([]);
  });

  test('a filter has at most a hundred conditions, items of lists included', async () => {
    const { ask, upstream } = await openList(rowsOf(3));
    for (const filter of [
      { or: Array.from({ length: 60 }, () => ({ nameContains: 'a' })) },
      { grants: { permissionGroupIds: Array.from({ length: 101 }, (_, index) => `g${index}`) } },
    ]) {
      const { errors } = await ask({ filter });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors[0]?.message).toContain('"filter": expected at most 100 conditions');
    }
    expect(upstream.requests).toEqual([]);
  });

  test('all filters, orders and summaries of an operation check a million rows', async () => {
    const { ask } = await openList(rowsOf(1_000));
    const largest = { or: Array.from({ length: 49 }, () => ({ nameContains: 'x' })) };
    const fields = (count: number, args = '', selected = 'totalCount') =>
      `query ($filter: TokenFilter) { ${Array.from({ length: count }, (_, index) => `a${index}: tokens(first: 1, filter: $filter${args}) { ${selected} }`).join(' ')} }`;

    expect((await ask({ filter: largest }, fields(10))).errors).toEqual([]);
    expect((await ask({ filter: largest }, fields(11))).errors).toMatchObject([
      {
        path: ['a10'],
        message: expect.stringContaining('exceeds the limit of 1000000 on checks of rows'),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    // 24 conditions and the order, or the summary: 29 times 34 is within a thousand, 30 times is not.
    const filter = { or: Array.from({ length: 11 }, () => ({ nameContains: 'x' })) };
    for (const rest of [[', orderBy: NAME'], ['', 'summary { total }']]) {
      expect((await ask({ filter }, fields(29, ...rest))).errors).toEqual([]);
      const { errors } = await ask({ filter }, fields(30, ...rest));
      expect(errors.map(({ path }) => path)).toEqual([['a29']]);
    }
  });

  test('a text in a filter has at most a thousand characters', async () => {
    const { ask, upstream } = await openList(rowsOf(3));
    for (const filter of [
      { nameContains: 'ẞ'.repeat(1_001) },
      { not: { expiresBefore: `2020-01-01T00:00:00.${'0'.repeat(1_001)}1Z` } },
      { grants: { permissionGroupIds: ['g'.repeat(1_001)] } },
    ]) {
      const { errors } = await ask({ filter });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(errors[0]?.message).toContain('"filter": expected at most 1000 characters in a text');
    }
    expect(upstream.requests).toEqual([]);
    expect((await ask({ filter: { nameContains: 'ẞ'.repeat(1_000) } })).errors).toEqual([]);
  });

  test('eight levels are allowed, and grants are none', async () => {
    const { read } = await openList(rowsOf(3));
    expect((await read({ filter: deep(8) })).totalCount).toBeGreaterThanOrEqual(0);
    const filter = { and: [{ or: [{ not: { grants: { access: 'READ' } } }] }] };
    expect((await read({ filter })).totalCount).toBe(3);
  });
});

describe('long lists', () => {
  test('5,000 tokens are read', async () => {
    const { read, upstream } = await openList(rowsOf(5_000));
    expect((await read({ first: 1, orderBy: 'NAME' }, PLAIN)).totalCount).toBe(5_000);
    expect(upstream.requests).toHaveLength(100);
  });

  test('others have their turn while a long filter is computed', async () => {
    const addresses = Array.from({ length: 20 }, (_, index) => `10.0.${index}.0/24`);
    const condition = { request_ip: { in: addresses, not_in: addresses } };
    const { read, ask } = await openList(rowsOf(1_000, () => ({ condition })));
    expect((await read({ first: 1, orderBy: 'NAME' }, PLAIN)).totalCount).toBe(1_000);
    const or = Array.from({ length: 30 }, (_, index) => ({ usableFrom: `10.1.0.${index}` }));
    const aliases = Array.from(
      { length: 5 },
      (_, index) => `a${index}: tokens(filter: $f) { totalCount }`,
    );
    let turns = 0;
    const countTurns = () => {
      turns += 1;
      immediate = setImmediate(countTurns);
    };
    let immediate = setImmediate(countTurns);

    // From the cache: no call lets others have their turn.
    const { errors } = await ask({ f: { or } }, `query ($f: TokenFilter) { ${aliases} }`);
    clearImmediate(immediate);

    expect(errors).toEqual([]);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  test('5,001 tokens are refused after one page, also when their number is known', async () => {
    const { ask, upstream } = await openList(rowsOf(5_001));
    for (const calls of [1, 2]) {
      const { errors } = await ask({ orderBy: 'NAME' }, PLAIN, { 'cache-control': 'no-cache' });
      expect(errors).toMatchObject([{ path: ['tokens'], extensions: { code: 'LIST_TOO_LONG' } }]);
      expect(errors[0]?.message).toContain('at most 5000 tokens');
      expect(upstream.requests).toHaveLength(calls);
    }
  });

  test('a list that has grown beyond the limit costs few calls, also if its length was known', async () => {
    for (const [before, calls] of [
      [4_950, 1],
      [600, 1],
      [500, 10],
    ] as const) {
      const { ask, read, rows, upstream } = await openList(rowsOf(before), { cacheTtlMs: 0 });
      await read({ first: 1, orderBy: 'NAME' }, PLAIN);
      rows.push(...rowsOf(5_001).slice(before));
      const known = upstream.requests.length;

      const { errors } = await ask({ first: 1, orderBy: 'NAME' }, PLAIN);
      expect(errors).toMatchObject([{ extensions: { code: 'LIST_TOO_LONG' } }]);
      expect(upstream.requests.length - known).toBeLessThanOrEqual(calls);
    }
  });

  test('a list of more than 500 tokens is served from the cache, too', async () => {
    const { read, upstream } = await openList(rowsOf(700), { cacheTtlMs: 600_000 });
    for (const orderBy of ['NAME', 'ISSUED_ON', 'LAST_USED_ON']) {
      const { totalCount, pageInfo } = await read({ first: 1, orderBy }, PLAIN);
      expect(totalCount).toBe(700);
      // Its first page alone is older than the cursor, and shows only how long the list is.
      await read({ first: 1, after: pageInfo.endCursor, orderBy }, PLAIN);
      expect(upstream.requests).toHaveLength(14);
    }
  });

  test('a list that states no total is refused early, too', async () => {
    const { ask, upstream } = await openList(rowsOf(5_001));
    upstream.switches.totalCount = false;
    const { errors } = await ask({ first: 1, orderBy: 'NAME' }, PLAIN);

    expect(errors).toMatchObject([{ path: ['tokens'], extensions: { code: 'LIST_TOO_LONG' } }]);
    expect(errors[0]?.message).toContain('5000 tokens');
    expect(upstream.requests.length).toBeLessThanOrEqual(18);
  });

  test('the longest list without a total is read', async () => {
    const { read, upstream } = await openList(rowsOf(5_000));
    upstream.switches.totalCount = false;
    expect((await read({ first: 1, orderBy: 'NAME' }, PLAIN)).totalCount).toBe(5_000);
    expect(upstream.requests.length).toBeLessThanOrEqual(103);
  });

  test('the plain list goes on without a limit', async () => {
    const { read } = await openList(rowsOf(5_200));
    expect((await read({ first: 3 }, PLAIN)).totalCount).toBe(5_200);
  });
});
