import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { createRedisStore } from '../../src/redis/redis-store.ts';
import { startReplica, type TestGateway } from '../support/gateway.ts';
import { PATIENT_CLOCK } from '../support/patient-clock.ts';
import { HAS_REDIS, startRedis, startRedisProxy, type TestRedis } from '../support/redis.ts';

const COUNT = '{ tokens { totalCount } }';
const FRESH = { 'cache-control': 'no-cache' };

async function startUpstream() {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  return upstream;
}

type Upstream = Awaited<ReturnType<typeof startUpstream>>;

function open(upstream: Upstream, url: string, replicas = 3, options = {}): TestGateway {
  const clock = PATIENT_CLOCK;
  const rateLimitStore = createRedisStore({ url, replicas, monotonicMs: clock.monotonicMs });
  return startReplica(upstream, { replicas, ...options }, { rateLimitStore, clock });
}

let distinct = 0;

/** The code of one call that no other call equals, or null; and how long it took. */
async function call({ ask }: TestGateway, credential: string = DEMO_CREDENTIAL) {
  const startMs = performance.now();
  distinct += 1;
  const document = `{ permissionGroups(name: "${distinct}") { id } }`;
  const { errors } = await ask(document, {}, { credential, headers: FRESH });
  return { code: errors[0]?.extensions.code ?? null, tookMs: performance.now() - startMs };
}

/** So many calls, in turn by all gateways, thirty-two at once. Returns how often each code came. */
async function callInTurn(gateways: readonly TestGateway[], calls: number) {
  const codes: Record<string, number> = {};
  let next = 0;
  const work = async () => {
    while (next < calls) {
      const gateway = gateways[next % gateways.length];
      next += 1;
      const { code } = gateway ? await call(gateway) : { code: 'none' };
      codes[code ?? 'OK'] = (codes[code ?? 'OK'] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  return codes;
}

const isShared = async ({ gateway }: TestGateway) =>
  /^gateway_rate_limit_shared (\d)$/m.exec(await gateway.metrics())?.[1] === '1';

/** Looks until it is so; the test's own time limit ends it. */
async function until(look: () => Promise<boolean>) {
  while (!(await look())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const outages: [
  string,
  (redis: TestRedis) => Promise<void> | void,
  (redis: TestRedis) => Promise<void> | void,
][] = [
  ['paused', (redis) => redis.pause(), (redis) => redis.resume()],
  ['killed and started without its data', (redis) => redis.kill(), (redis) => redis.restart()],
  ['full', (redis) => redis.fill(), (redis) => redis.empty()],
];

describe.skipIf(!HAS_REDIS)('three replicas', () => {
  test('make no more than 1,200 calls together, and all that there are', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const gateways = [0, 1, 2].map(() => open(upstream, redis.url));

    const codes = await callInTurn(gateways, 1_500);

    expect(Object.keys(codes).sort()).toEqual(['OK', 'RATE_LIMITED']);
    expect(upstream.requests.length).toBeLessThanOrEqual(1_140);
    expect(upstream.requests.length).toBeGreaterThan(1_130);
  });

  test.each(outages)('go on while Redis is %s, and share again', async (_name, begin, end) => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const gateways = [0, 1, 2].map(() => open(upstream, redis.url));
    await callInTurn(gateways, 300);
    await begin(redis);

    const codes = await callInTurn(gateways, 300);
    expect(codes).toEqual({ OK: 300 });
    for (const each of gateways) {
      expect(await isShared(each)).toBe(false);
      const lines = each.logged.filter((line) => line.includes('redis'));
      expect(lines).toHaveLength(1);
    }
    await end(redis);
    await until(async () => (await Promise.all(gateways.map(isShared))).every(Boolean));

    await callInTurn(gateways, 900);
    expect(upstream.requests.length).toBeLessThanOrEqual(1_200);
    expect(upstream.requests.length).toBeGreaterThan(1_100);
  });

  test('one that is cut off makes its share; the others leave it to it', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const proxy = await startRedisProxy(redis);
    const [cut, ...others] = [
      open(upstream, proxy.url),
      open(upstream, redis.url),
      open(upstream, redis.url),
    ];
    await callInTurn([cut, ...others] as TestGateway[], 90);
    proxy.hold();

    await callInTurn(others, 780);
    const before = upstream.requests.length;
    await callInTurn([cut as TestGateway], 500);

    expect(upstream.requests.length - before).toBeGreaterThan(300);
    expect(upstream.requests.length).toBeLessThanOrEqual(1_200);
  });
});

describe.skipIf(!HAS_REDIS)('what one replica has seen', () => {
  test('a block holds for the others at once', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const [one, other] = [open(upstream, redis.url), open(upstream, redis.url)];
    await call(other);
    upstream.injectFault({
      kind: 'response',
      status: 429,
      body: {
        success: false,
        errors: [{ code: 971, message: 'secret-text' }],
        messages: [],
        result: null,
      },
      headers: { 'retry-after': '287' },
    });
    await call(one);
    const before = upstream.requests.length;

    const { errors } = await other.ask(COUNT, {}, { headers: FRESH });

    expect(errors[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(errors[0]?.extensions['retryAfter']).toBeGreaterThan(280);
    expect(upstream.requests).toHaveLength(before);
  });

  test('a rejected credential is not sent by the others, and their cached pages are dropped', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const [one, other] = [
      open(upstream, redis.url),
      open(upstream, redis.url, 3, { cacheTtlMs: 60_000 }),
    ];
    await other.ask(COUNT);
    const body = {
      success: false,
      errors: [{ code: 1000, message: 'Invalid API Token' }],
      messages: [],
      result: null,
    };
    upstream.injectFault({ kind: 'response', status: 401, body });
    expect((await call(one)).code).toBe('UNAUTHENTICATED');
    const before = upstream.requests.length;

    await until(
      async () => (await other.ask(COUNT)).errors[0]?.extensions.code === 'UNAUTHENTICATED',
    );

    expect(upstream.requests).toHaveLength(before);
  });

  test('Redis holds no credential, no name and no text, and no key for more than an hour', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const gateway = open(upstream, redis.url);
    await call(gateway);
    await call(gateway, CREDENTIALS.seven);
    await call(gateway, 'made-up-credential-of-no-one');
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());

    const keys = await client.keys('*');
    const values = await Promise.all(keys.map((key) => client.hgetall(key)));
    expect(keys.length).toBeGreaterThan(3);
    const text = JSON.stringify([keys, values]);
    for (const secret of [DEMO_CREDENTIAL, CREDENTIALS.seven, 'made-up', 'Invalid', 'example']) {
      expect(text).not.toContain(secret);
    }
    for (const key of keys) {
      const ttlSeconds = await client.ttl(key);
      expect([key, ttlSeconds > 0 && ttlSeconds <= 3_600]).toEqual([key, true]);
    }
  });
});

describe.skipIf(!HAS_REDIS)('the price', () => {
  test('is one round trip for a call, and none for a cache hit', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const gateway = open(upstream, redis.url, 3, { cacheTtlMs: 60_000 });
    await gateway.ask(COUNT);
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const evals = async () =>
      Number(/cmdstat_evalsha:calls=(\d+)/.exec(await client.info('commandstats'))?.[1] ?? 0);
    const before = await evals();

    for (let times = 0; times < 100; times++) await gateway.ask(COUNT);
    expect((await evals()) - before).toBeLessThan(10);
    for (let times = 0; times < 100; times++) await call(gateway);
    expect((await evals()) - before).toBeLessThan(115);
  });

  test('a hung Redis delays neither a request by much nor the end', async () => {
    const [upstream, redis] = [await startUpstream(), await startRedis()];
    const gateway = open(upstream, redis.url);
    await call(gateway);
    redis.pause();

    expect((await call(gateway)).code).toBe(null);
    expect((await call(gateway)).code).toBe(null);
    // The end of the test closes the gateway, and would wait for Redis if that did.
  });
});
