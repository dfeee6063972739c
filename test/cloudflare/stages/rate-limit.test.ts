import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const FRESH = { 'cache-control': 'no-cache' };
const LIMITED = JSON.parse(
  readFileSync(
    new URL('../../contract/samples/error-429-rate-limited.json', import.meta.url),
    'utf8',
  ),
);

function blocked(status: number, retryAfter: string) {
  const headers = { 'retry-after': retryAfter };
  return { kind: 'answer' as const, status, body: LIMITED, headers };
}

async function refusalOf(gateway: TestGateway, credential: string = CREDENTIALS.demo) {
  const { errors, headers } = await gateway.ask(COUNT, {}, { credential, headers: FRESH });
  const [error] = errors;
  expect(headers.get('retry-after')).toBe(error ? String(error.extensions['retryAfter']) : null);
  return error && [error.extensions.code, error.extensions['retryAfter']];
}

describe.each([429, 200])('a block that comes with HTTP %i', (status) => {
  test('closes the gate for as long as Cloudflare says, and for that credential alone', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });
    const { upstream } = gateway;
    upstream.trouble(blocked(status, '287'));

    expect(await refusalOf(gateway)).toEqual(['RATE_LIMITED', 287]);
    clock.advance(100_000);
    expect(await refusalOf(gateway)).toEqual(['RATE_LIMITED', 187]);
    clock.advance(184_001);
    expect(await refusalOf(gateway)).toEqual(['RATE_LIMITED', 3]);
    expect(upstream.requests).toHaveLength(1);

    expect(await refusalOf(gateway, CREDENTIALS.seven)).toBeUndefined();
    expect(upstream.requests).toHaveLength(2);

    clock.advance(2_999);
    expect(await refusalOf(gateway)).toBeUndefined();
    expect(upstream.requests).toHaveLength(3);
  });
});

test('of several calls that were blocked at once, the longest block holds', async () => {
  const gateway = await startGateway({}, { clock: createTestClock() });
  gateway.upstream.trouble(blocked(429, '287'));
  gateway.upstream.trouble(blocked(429, '60'));

  await gateway.ask('{ a: tokens { totalCount } b: tokens(direction: DESC) { totalCount } }');

  expect(await refusalOf(gateway)).toEqual(['RATE_LIMITED', 287]);
});

test('a page that is fresh is served while the gate is closed', async () => {
  const clock = createTestClock();
  const gateway = await startGateway({ cacheTtlMs: 5_000 }, { clock });
  await gateway.ask(COUNT);
  gateway.upstream.trouble(blocked(429, '287'));
  await gateway.ask('{ tokens(first: 50) { nodes { id } } }');

  const { errors } = await gateway.ask(COUNT);

  expect(errors).toEqual([]);
  expect(gateway.upstream.requests).toHaveLength(2);
});

describe('the gateway’s own count', () => {
  const spend = async (gateway: TestGateway, calls: number) => {
    for (let call = 0; call < calls; call++) {
      expect(await refusalOf(gateway)).toBeUndefined();
    }
  };

  test('stays under Cloudflare’s 1,200 calls in any five minutes', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });
    const { upstream } = gateway;
    const sentAt: number[] = [];
    upstream.onRequest(() => void sentAt.push(clock.now()));

    // Ten minutes of a caller who never stops, ten calls a second.
    let refused = 0;
    for (let tick = 0; tick < 6_000; tick++) {
      if ((await refusalOf(gateway)) !== undefined) {
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

  test('refuses at once, says for how long, and harms no other credential', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({}, { clock });

    await spend(gateway, 1_140);
    expect(await refusalOf(gateway)).toEqual(['RATE_LIMITED', 310]);
    expect(gateway.upstream.requests).toHaveLength(1_140);
    expect(await refusalOf(gateway, CREDENTIALS.seven)).toBeUndefined();

    clock.advance(310_000);
    expect(await refusalOf(gateway)).toBeUndefined();
  });

  test('near its end, what is in memory is served though it is old, and says so', async () => {
    const clock = createTestClock();
    const gateway = await startGateway({ cacheTtlMs: 5_000 }, { clock });
    const { ask, upstream } = gateway;
    await spend(gateway, 899);
    clock.advance(6_000);
    expect((await ask(COUNT)).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(900);

    clock.advance(6_000);
    const stale = await ask(COUNT);
    expect(stale.errors).toEqual([]);
    expect(stale.extensions).toEqual({ staleSeconds: 6 });
    expect(upstream.requests).toHaveLength(900);

    // What must be fresh is; and nothing is served that is older than a minute.
    expect((await ask(COUNT, {}, { headers: FRESH })).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(901);
    clock.advance(60_000);
    expect((await ask(COUNT)).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(902);
  });
});

describe('calls at once', () => {
  /** Every request waits until it is let go. */
  function holdAll({ upstream }: TestGateway) {
    const before = upstream.requests.length;
    let letGo = () => {};
    const until = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    upstream.trouble({ kind: 'slow', until }, 10_000);
    const arrived = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (upstream.requests.length - before >= count) resolve();
        };
        upstream.onRequest(look);
        look();
      });
    return { letGo, arrived };
  }

  /** After some round trips over other sockets, whatever was on its way has arrived. */
  async function settle(): Promise<void> {
    const { ask } = await startGateway();
    for (let times = 0; times < 5; times++) await ask(COUNT);
  }

  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const ids = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => `id${from + index}`);
  const credential = (n: number) => `${n}`.padStart(40, 'credential_');

  /**
   * Credentials whose lists are known to have more pages than any operation here has ids, so that
   * each id is one call.
   */
  async function startWithLongLists(...credentials: string[]) {
    const gateway = await startGateway();
    const list = ids(1_000, 20_000).map((id) => ({ id }));
    for (const secret of credentials) {
      gateway.upstream.addAccount(secret, list);
      await gateway.ask(COUNT, {}, { credential: secret });
    }
    const before = gateway.upstream.requests.length;
    return { ...gateway, sent: () => gateway.upstream.requests.length - before };
  }

  test('of one credential are eight at most; the others wait, and are made', async () => {
    const gateway = await startWithLongLists(CREDENTIALS.demo);
    const { letGo, arrived } = holdAll(gateway);

    const answer = gateway.ask(NODES, { ids: ids(0, 100) });
    await arrived(8);
    await settle();
    expect(gateway.sent()).toBe(8);
    letGo();

    expect(await answer).toMatchObject({ data: { nodes: Array(100).fill(null) }, errors: [] });
    expect(gateway.sent()).toBe(100);
  });

  test('of all credentials are thirty-two at most, and who waits takes turns', async () => {
    const gateway = await startWithLongLists(...[0, 1, 2, 3, 4].map(credential));
    const { upstream, ask, sent } = gateway;
    const { letGo, arrived } = holdAll(gateway);
    upstream.addAccount(credential(5), []);

    const answers = [0, 1, 2, 3, 4].map((n) =>
      ask(NODES, { ids: ids(0, 100) }, { credential: credential(n) }),
    );
    await arrived(32);
    const late = ask(COUNT, {}, { credential: credential(5) });
    await settle();
    expect(sent()).toBe(32);
    letGo();

    expect((await late).data).toEqual({ tokens: { totalCount: 0 } });
    for (const { data, errors } of await Promise.all(answers)) {
      expect([data.nodes.length, errors]).toEqual([100, []]);
    }
    expect(sent()).toBe(501);
    // The latecomer did not wait for the five hundred who came before.
    const turn = upstream.requests.findLastIndex(({ path }) => path === '/user/tokens');
    expect(turn - (upstream.requests.length - sent())).toBeLessThan(64);
  });

  test('beyond those that may wait, the answer is UPSTREAM_UNAVAILABLE at once', async () => {
    const gateway = await startWithLongLists(CREDENTIALS.demo);
    const { letGo, arrived } = holdAll(gateway);

    const answers = [0, 100, 200].map((from) => gateway.ask(NODES, { ids: ids(from, 100) }));
    await arrived(8);
    const refused = await gateway.ask(COUNT);
    expect(refused.errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(refused.errors[0]?.message).toContain('waiting');
    expect(gateway.sent()).toBe(8);
    letGo();

    const codes = (await Promise.all(answers)).flatMap(({ errors }) =>
      errors.map(({ extensions }) => extensions.code),
    );
    expect(codes).toEqual(Array(300 - 8 - 256).fill('UPSTREAM_UNAVAILABLE'));
    expect(gateway.sent()).toBe(8 + 256);
  });

  test('who leaves the queue leaves no trace', async () => {
    const gateway = await startWithLongLists(CREDENTIALS.demo);
    const { letGo, arrived } = holdAll(gateway);
    const leave = new AbortController();

    const leaving = gateway
      .ask(NODES, { ids: ids(0, 100) }, { signal: leave.signal })
      .catch(() => {});
    await arrived(8);
    leave.abort();
    await leaving;
    const answer = gateway.ask(NODES, { ids: ids(0, 10) });
    await arrived(16);
    letGo();

    expect((await answer).errors).toEqual([]);
    expect(gateway.sent()).toBe(18);
  });
});
