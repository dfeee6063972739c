import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { withResolvers } from '../../support/with-resolvers.ts';

const COUNT = '{ tokens { totalCount } }';
const FRESH = { 'cache-control': 'no-cache' };
const LIMITED = JSON.parse(
  readFileSync(
    new URL('../../contract/samples/error-429-rate-limited.json', import.meta.url),
    'utf8',
  ),
);

function rateLimitError(status: number, retryAfter: string) {
  const headers = { 'retry-after': retryAfter };
  return { kind: 'response' as const, status, body: LIMITED, headers };
}

async function limitErrorOf(gateway: TestGateway, credential: string = CREDENTIALS.demo) {
  const { errors, headers } = await gateway.ask(COUNT, {}, { credential, headers: FRESH });
  const [error] = errors;
  expect(headers.get('retry-after')).toBe(error ? String(error.extensions['retryAfter']) : null);
  return error && [error.extensions.code, error.extensions['retryAfter']];
}

describe.each([429, 200])('a rate limit error with HTTP %i', (status) => {
  test('blocks calls for as long as Cloudflare says, and for that credential only', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });
    const { upstream } = gateway;
    upstream.injectFault(rateLimitError(status, '287'));

    expect(await limitErrorOf(gateway)).toEqual(['RATE_LIMITED', 287]);
    clock.advance(100_000);
    expect(await limitErrorOf(gateway)).toEqual(['RATE_LIMITED', 187]);
    clock.advance(184_001);
    expect(await limitErrorOf(gateway)).toEqual(['RATE_LIMITED', 3]);
    expect(upstream.requests).toHaveLength(1);

    expect(await limitErrorOf(gateway, CREDENTIALS.seven)).toBeUndefined();
    expect(upstream.requests).toHaveLength(2);

    clock.advance(2_999);
    expect(await limitErrorOf(gateway)).toBeUndefined();
    expect(upstream.requests).toHaveLength(3);
  });
});

test('the longest block applies if several calls are blocked at once', async () => {
  const gateway = await startGateway({}, { clock: createTestClock() });
  gateway.upstream.injectFault(rateLimitError(429, '287'));
  gateway.upstream.injectFault(rateLimitError(429, '60'));

  await gateway.ask('{ a: tokens { totalCount } b: tokens(direction: DESC) { totalCount } }');

  expect(await limitErrorOf(gateway)).toEqual(['RATE_LIMITED', 287]);
});

test('a cached page is served while the credential is blocked', async () => {
  const clock = createTestClock();
  const gateway = await startGateway({ cacheTtlMs: 5_000 }, { clock });
  await gateway.ask(COUNT);
  gateway.upstream.injectFault(rateLimitError(429, '287'));
  await gateway.ask('{ tokens(first: 50) { nodes { id } } }');

  const { errors } = await gateway.ask(COUNT);

  expect(errors).toEqual([]);
  expect(gateway.upstream.requests).toHaveLength(2);
});

describe('the gateway’s own count', () => {
  const sendCalls = async (gateway: TestGateway, calls: number) => {
    for (let call = 0; call < calls; call++) {
      expect(await limitErrorOf(gateway)).toBeUndefined();
    }
  };

  test('stays under Cloudflare’s 1,200 calls in any five minutes', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });
    const { upstream } = gateway;
    const sentAt: number[] = [];
    upstream.onRequest(() => void sentAt.push(clock.now()));

    // A caller makes ten calls a second for ten minutes.
    let refused = 0;
    for (let tick = 0; tick < 6_000; tick++) {
      if ((await limitErrorOf(gateway)) !== undefined) {
        refused += 1;
        clock.advance(900);
        tick += 9;
      }
      clock.advance(100);
    }

    expect(refused).toBeGreaterThan(100);
    expect(sentAt.length).toBeGreaterThan(2_000);
    for (const [index, atMs] of sentAt.entries()) {
      const first = sentAt[index - 1_199];
      if (first !== undefined) expect(atMs - first).toBeGreaterThanOrEqual(300_000);
    }
  }, 60_000);

  test('rejects at once, says for how long, and does not affect other credentials', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });

    await sendCalls(gateway, 1_140);
    expect(await limitErrorOf(gateway)).toEqual(['RATE_LIMITED', 310]);
    expect(gateway.upstream.requests).toHaveLength(1_140);
    expect(await limitErrorOf(gateway, CREDENTIALS.seven)).toBeUndefined();

    clock.advance(310_000);
    expect(await limitErrorOf(gateway)).toBeUndefined();
  });

  test('near the limit, stale cached pages are served and marked as stale', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({ cacheTtlMs: 5_000 }, { clock });
    const { ask, upstream } = gateway;
    await sendCalls(gateway, 899);
    clock.advance(6_000);
    expect((await ask(COUNT)).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(900);

    clock.advance(6_000);
    const stale = await ask(COUNT);
    expect(stale.errors).toEqual([]);
    expect(stale.extensions).toEqual({ staleSeconds: 6 });
    expect(upstream.requests).toHaveLength(900);

    // `no-cache` still bypasses the cache, and no page older than a minute is served.
    expect((await ask(COUNT, {}, { headers: FRESH })).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(901);
    clock.advance(60_000);
    expect((await ask(COUNT)).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(902);
  });
});

describe('calls at once', () => {
  /** Every request waits until `release` is called. */
  function holdAll({ upstream }: TestGateway) {
    const before = upstream.requests.length;
    const released = withResolvers();
    upstream.injectFault({ kind: 'slow', until: released.promise }, 10_000);
    const arrived = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (upstream.requests.length - before >= count) resolve();
        };
        upstream.onRequest(look);
        look();
      });
    return { release: released.resolve, arrived };
  }

  /** After some round trips over other sockets, all requests in flight have arrived. */
  async function settle(): Promise<void> {
    const { ask } = await startGateway();
    for (let times = 0; times < 5; times++) await ask(COUNT);
  }

  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const ids = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => `id${from + index}`);
  const credential = (n: number) => `${n}`.padStart(40, 'credential_');

  /** The lists have more pages than any operation here has ids, so each id is one call. */
  async function startWithLongLists(...credentials: string[]) {
    const gateway = await startGateway();
    const list = ids(1_000, 20_000).map((id) => ({ id }));
    for (const secret of credentials) {
      gateway.upstream.addCredential(secret, list);
      await gateway.ask(COUNT, {}, { credential: secret });
    }
    const before = gateway.upstream.requests.length;
    return { ...gateway, sent: () => gateway.upstream.requests.length - before };
  }

  test('are at most eight for one credential; the others wait, and are sent later', async () => {
    const gateway = await startWithLongLists(CREDENTIALS.demo);
    const { release, arrived } = holdAll(gateway);

    const answer = gateway.ask(NODES, { ids: ids(0, 100) });
    await arrived(8);
    await settle();
    expect(gateway.sent()).toBe(8);
    release();

    expect(await answer).toMatchObject({ data: { nodes: Array(100).fill(null) }, errors: [] });
    expect(gateway.sent()).toBe(100);
  });

  test('are at most thirty-two in total, and waiting credentials take turns', async () => {
    const gateway = await startWithLongLists(...[0, 1, 2, 3, 4, 5].map(credential));
    const { upstream, ask, sent } = gateway;
    const { release, arrived } = holdAll(gateway);

    const answers = [0, 1, 2, 3, 4].map((n) =>
      ask(NODES, { ids: ids(0, 100) }, { credential: credential(n) }),
    );
    await arrived(32);
    const late = ask(COUNT, {}, { credential: credential(5) });
    await settle();
    expect(sent()).toBe(32);
    release();

    expect((await late).data).toEqual({ tokens: { totalCount: 20_000 } });
    for (const { data, errors } of await Promise.all(answers)) {
      expect([data.nodes.length, errors]).toEqual([100, []]);
    }
    expect(sent()).toBe(501);
    // The last credential did not wait for the five hundred calls before it.
    const turn = upstream.requests.findLastIndex(({ path }) => path === '/user/tokens');
    expect(turn - (upstream.requests.length - sent())).toBeLessThan(64);
  });

  test('are rejected at once with UPSTREAM_UNAVAILABLE if too many wait', async () => {
    const gateway = await startWithLongLists(CREDENTIALS.demo);
    const { release, arrived } = holdAll(gateway);

    const answers = [0, 100, 200].map((from) => gateway.ask(NODES, { ids: ids(from, 100) }));
    await arrived(8);
    const refused = await gateway.ask(COUNT);
    expect(refused.errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(refused.errors[0]?.message).toContain('waiting');
    expect(gateway.sent()).toBe(8);
    release();

    const codes = (await Promise.all(answers)).flatMap(({ errors }) =>
      errors.map(({ extensions }) => extensions.code),
    );
    expect(codes).toEqual(Array(300 - 8 - 256).fill('UPSTREAM_UNAVAILABLE'));
    expect(gateway.sent()).toBe(8 + 256);
  });

  test('do not wait if the rate limiter rejects them anyway', async () => {
    const others = [0, 1, 2, 3].map(credential);
    const gateway = await startWithLongLists(...others);
    gateway.upstream.injectFault(rateLimitError(429, '287'));
    expect((await limitErrorOf(gateway))?.[0]).toBe('RATE_LIMITED');
    const { release, arrived } = holdAll(gateway);

    const answers = others.map((secret) =>
      gateway.ask(NODES, { ids: ids(0, 8) }, { credential: secret }),
    );
    await arrived(32);
    // No call may be sent now, so a call that joined the queue would wait for the release.
    expect((await limitErrorOf(gateway))?.[0]).toBe('RATE_LIMITED');
    release();

    for (const { errors } of await Promise.all(answers)) expect(errors).toEqual([]);
  });

  test('a caller that leaves the queue does not hold a place in it', async () => {
    const gateway = await startWithLongLists(CREDENTIALS.demo);
    const { release, arrived } = holdAll(gateway);
    const leave = new AbortController();

    const leaving = gateway
      .ask(NODES, { ids: ids(0, 100) }, { signal: leave.signal })
      .catch(() => {});
    await arrived(8);
    leave.abort();
    await leaving;
    const answer = gateway.ask(NODES, { ids: ids(0, 10) });
    await arrived(16);
    release();

    expect((await answer).errors).toEqual([]);
    expect(gateway.sent()).toBe(18);
  });
});
