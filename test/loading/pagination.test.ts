import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../src/emulator/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { WalkTheListDocument } from '../support/generated/graphql.ts';
import { leastCallsOfFirst, leastCost } from '../support/least-cost.ts';
import { readableDemo } from '../support/readable-demo.ts';

type Row = { readonly id: string };

const SECRET = 'a_list_of_its_own_'.padEnd(40, '0');
const row = (name: string | number): Row => ({ id: String(name) });
const rows = (count: number) => Array.from({ length: count }, (_, index) => row(`t${index}`));

async function page(
  gateway: TestGateway,
  first: number,
  after: string | null,
  credential = SECRET,
) {
  const { data, errors } = await gateway.query(
    WalkTheListDocument,
    { first, after },
    { credential },
  );
  return { tokens: data?.tokens, ids: data?.tokens.edges.map(({ node }) => node?.id), errors };
}

describe('a walk over HTTP', () => {
  test.each([
    [CREDENTIALS.seven, 1],
    [CREDENTIALS.seven, 3],
    [CREDENTIALS.demo, 7],
    [CREDENTIALS.demo, 50],
    [CREDENTIALS.demo, 51],
    [CREDENTIALS.large, 49],
    [CREDENTIALS.large, 100],
  ])('%s by %i makes the fewest calls at every step', async (credential, size) => {
    const gateway = await startGateway();
    readableDemo(gateway.upstream);
    const { requests } = gateway.upstream;
    const ids: unknown[] = [];
    let after: string | null = null;
    for (let done = 0; ; ) {
      const sent = requests.length;
      const { tokens, errors } = await page(gateway, size, after, credential);
      expect(errors).toEqual([]);
      const taken = tokens?.edges.length ?? 0;
      const least =
        done === 0
          ? leastCallsOfFirst(size, tokens?.totalCount ?? 0)
          : leastCost(done - 1, done + taken).calls;
      expect(requests.length - sent).toBe(least);
      ids.push(...(tokens?.edges ?? []).map(({ node }) => node?.id));
      done += taken;
      if (!tokens?.pageInfo.hasNextPage) break;
      after = tokens.pageInfo.endCursor ?? null;
    }
    const listed = (
      gateway.upstream.credential(credential).tokens as { id: string; status: string }[]
    )
      .filter(({ status }) => status !== 'expired')
      .map(({ id }) => id);
    expect(ids).toEqual(listed);
  });
});

describe('a query reads only the rows that it selects', () => {
  test.each([
    // The document, its calls, and how many rows all its pages can hold. The row after a window is
    // read, too, if it costs no further call.
    ['{ tokens(first: 100) { totalCount } }', 1, 5],
    ['{ tokens(first: 100) { totalCount pageInfo { hasNextPage hasPreviousPage } } }', 1, 5],
    ['{ tokens(first: 50) { pageInfo { endCursor } } }', 1, 50],
    [
      '{ tokens(first: 50) { ... on TokenConnection { ...F } } } fragment F on TokenConnection { nodes { id } }',
      1,
      50,
    ],
    [
      '{ a: tokens(first: 5) { nodes { id } } b: tokens(first: 30) { edges { cursor } } c: tokens { totalCount } }',
      1,
      31,
    ],
    [
      '{ a: tokens(first: 5) { nodes { id } } b: tokens(last: 5, direction: DESC) { nodes { id } } }',
      1,
      6,
    ],
    ['{ a: tokens(first: 5) { nodes { id } } b: tokens(last: 5) { nodes { id } } }', 2, 12],
  ])('%s', async (document, calls, capacity) => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask(document, {}, { credential: CREDENTIALS.large });

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(calls);
    const sizes = upstream.requests.map(({ query }) => Number(query['per_page']));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(capacity);
  });

  test('windows of one operation are planned together, also with cursors', async () => {
    const gateway = await startGateway();
    gateway.upstream.addCredential(SECRET, rows(137));
    const { tokens } = await page(gateway, 10, null);
    const sent = gateway.upstream.requests.length;

    const { data } = await gateway.ask(
      `query ($after: String) {
        a: tokens(first: 10, after: $after) { nodes { id } }
        b: tokens(first: 20, after: $after) { nodes { id } }
        c: tokens(last: 3, before: $after) { nodes { id } }
      }`,
      { after: tokens?.pageInfo.endCursor },
      { credential: SECRET },
    );

    expect(gateway.upstream.requests).toHaveLength(sent + 1);
    expect(data.a.nodes).toEqual(
      rows(137)
        .slice(10, 20)
        .map(({ id }) => ({ id })),
    );
    expect(data.b.nodes).toEqual(
      rows(137)
        .slice(10, 30)
        .map(({ id }) => ({ id })),
    );
    expect(data.c.nodes).toEqual(
      rows(137)
        .slice(6, 9)
        .map(({ id }) => ({ id })),
    );
  });
});

describe('if the list has changed since the cursor was given', () => {
  async function walkInto(change: (tokens: unknown[]) => void) {
    const gateway = await startGateway();
    const account = gateway.upstream.addCredential(SECRET, rows(60));
    const { tokens } = await page(gateway, 10, null);
    change(account.tokens);
    const sent = gateway.upstream.requests.length;
    const next = await page(gateway, 3, tokens?.pageInfo.endCursor ?? null);
    return { ...next, calls: gateway.upstream.requests.length - sent };
  }

  test.each<[string, (tokens: unknown[]) => void, string[], number]>([
    ['nothing changed', () => {}, ['t10', 't11', 't12'], 1],
    ['a token was created before it', (list) => list.unshift(row('new')), ['t10', 't11', 't12'], 2],
    ['a token was deleted before it', (list) => list.splice(2, 1), ['t10', 't11', 't12'], 2],
    [
      'one of each, so that the total stays',
      (list) => list.splice(2, 1) && list.push(row('new')),
      ['t10', 't11', 't12'],
      2,
    ],
    ['its own token was deleted', (list) => list.splice(9, 1), ['t10', 't11', 't12'], 2],
    [
      'its own and the one before were deleted',
      (list) => list.splice(8, 2),
      ['t10', 't11', 't12'],
      2,
    ],
    [
      'a token was created right behind it',
      (list) => list.splice(10, 0, row('new')),
      ['new', 't10', 't11'],
      1,
    ],
    [
      'forty tokens were created before it',
      (list) => list.unshift(...Array.from({ length: 40 }, (_, n) => row(`n${n}`))),
      ['t10', 't11', 't12'],
      5,
    ],
  ])('%s', async (_what, change, expected, calls) => {
    const next = await walkInto(change);

    expect(next.errors).toEqual([]);
    expect(next.ids).toEqual(expected);
    expect(next.calls).toBeLessThanOrEqual(calls);
  });

  test('all three of its tokens are gone: CURSOR_EXPIRED, never a silent gap', async () => {
    const { errors } = await walkInto((list) => list.splice(7, 3));

    expect(errors[0]?.extensions.code).toBe('CURSOR_EXPIRED');
    expect(errors[0]?.message).toContain('"after"');
  });

  test('the whole list is gone: CURSOR_EXPIRED', async () => {
    const { errors } = await walkInto((list) => list.splice(0));

    expect(errors[0]?.extensions.code).toBe('CURSOR_EXPIRED');
  });

  test('a list that changes during every read ends in an error', async () => {
    const gateway = await startGateway();
    const account = gateway.upstream.addCredential(SECRET, rows(200));
    gateway.upstream.onRequest(() => void account.tokens.unshift(row(Math.random())));

    const { errors } = await page(gateway, 100, null);

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(gateway.upstream.requests).toHaveLength(6);
  });
});

describe('an upstream that does not follow the request', () => {
  const list = (count: number, info: object = {}) => ({
    kind: 'response' as const,
    status: 200,
    body: { success: true, errors: [], messages: [], result: rows(count), result_info: info },
  });

  test.each([
    ['ignores per_page', list(20, { page: 1, per_page: 20, total_count: 137 }), 50],
    ['answers more rows than asked', list(60, { page: 1, per_page: 50, total_count: 137 }), 50],
    ['answers another page', list(5, { page: 7, per_page: 5, total_count: 137 }), 5],
    ['ignores per_page without saying so', list(20, { total_count: 137 }), 50],
    ['repeats a page', list(50, { total_count: 137 }), 100],
  ])('%s: an error after a few calls', async (_what, fault, first) => {
    const gateway = await startGateway();
    gateway.upstream.injectFault(fault, 100);

    const { errors, tokens } = await page(gateway, first, null);

    expect(tokens).toBeUndefined();
    expect(errors[0]?.extensions.code).toMatch(/^UPSTREAM_(INVALID_RESPONSE|UNAVAILABLE)$/);
    expect(gateway.upstream.requests.length).toBeLessThanOrEqual(6);
  });

  test('repeats a page forever without a total: the walk ends', async () => {
    const gateway = await startGateway();
    gateway.upstream.injectFault(list(10), 1_000);
    let after: string | null = null;
    let steps = 0;
    for (; steps < 50; steps++) {
      const { tokens, errors } = await page(gateway, 10, after);
      if (errors.length > 0 || !tokens?.pageInfo.hasNextPage) break;
      after = tokens.pageInfo.endCursor ?? null;
    }

    expect(steps).toBeLessThan(3);
  });

  test('a total that counts rows that are not listed is corrected by the shorter page', async () => {
    const gateway = await startGateway();
    gateway.upstream.injectFault(list(7, { page: 1, per_page: 20, total_count: 9 }), 10);

    const { tokens, ids, errors } = await page(gateway, 20, null);

    expect(errors).toEqual([]);
    expect(ids).toEqual(rows(7).map(({ id }) => id));
    expect(tokens).toMatchObject({ totalCount: 7, pageInfo: { hasNextPage: false } });
  });
});
