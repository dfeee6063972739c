import { describe, expect, onTestFinished, test, vi } from 'vitest';

import type { RateLimitStore } from '../../src/model/rate-limit-store.ts';
import { connectRedis } from '../../src/redis/redis-client.ts';
import { createRedisStore } from '../../src/redis/redis-store.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';
import { startStores, WANTS_ALL } from '../support/redis-stores.ts';
import { nowhere } from '../support/serve.ts';

const CHANNEL = '{cloudflare-tokens-gateway}:changes';
const HOUR_MS = 3_600_000;
const NO_CALL = { ...WANTS_ALL, wanted: 0 };

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function open(url: string): RateLimitStore {
  const store = createRedisStore({ url, replicas: 1 });
  onTestFinished(() => store.close());
  return store;
}

/** Until Redis has answered a store. */
async function untilThere(store: RateLimitStore): Promise<void> {
  await expect.poll(() => store.probe().then(() => true)).toBe(true);
}

/** The key of the only credential. */
async function keyOf(client: Awaited<ReturnType<typeof startStores>>['client']): Promise<string> {
  return (await client.keys('*')).find((key) => /:[\w-]{43}$/.test(key)) ?? '';
}

describe.skipIf(!HAS_REDIS)('what Redis keeps of an error of Cloudflare’s', () => {
  const block = (endsInMs: number) => ({ endsInMs, status: 429, codes: [971] });
  const rejection = (endsInMs: number) => ({ endsInMs, status: 401, codes: [endsInMs] });

  test.each([
    [[100, 300], 300],
    [[300, 100], 300],
  ])('is the later one of two blocks: %s', async (ends, endsInMs) => {
    const { open } = await startStores(1);
    const store = await open();
    // A part of a millisecond, as clocks have them.
    for (const each of ends) await store.block('one', block(each - 0.5));

    expect((await store.exchange('one', NO_CALL)).block).toEqual(block(endsInMs));
  });

  test('is the first rejection until it ends', async () => {
    const { time, open } = await startStores(1);
    const store = await open();
    await store.reject('one', rejection(100));
    await store.reject('one', rejection(300));
    expect((await store.exchange('one', NO_CALL)).rejection).toEqual(rejection(100));

    time.nowMs += 100;
    await store.reject('one', rejection(200));
    expect((await store.exchange('one', NO_CALL)).rejection).toEqual(rejection(200));
  });

  test('expires within an hour, also if the error is to hold longer', async () => {
    const { client, open } = await startStores(1);
    const store = await open();
    await store.block('one', block(2 * HOUR_MS));

    const ttlMs = await client.pttl(await keyOf(client));
    expect(ttlMs > HOUR_MS / 2 && ttlMs < HOUR_MS).toBe(true);
    expect((await store.exchange('one', NO_CALL)).block).toEqual(block(HOUR_MS - 10_000));
  });

  test('does not shorten the life of what replicas hold', async () => {
    const { client, open } = await startStores(1);
    const store = await open();
    await store.exchange('one', WANTS_ALL);
    await store.reject('one', rejection(100));

    expect(await client.pttl(await keyOf(client))).toBeGreaterThan(3_000_000);
  });

  test('does not hide that another client has overwritten the key', async () => {
    const { client, time, open } = await startStores(1);
    const store = await open();
    time.nowMs += 4_000;
    await store.probe();
    await store.exchange('one', NO_CALL);
    await client.set(await keyOf(client), 'rubbish');
    await store.block('one', block(100));
    expect(await client.pttl(await keyOf(client))).toBeGreaterThan(300_000);

    const grant = await store.exchange('one', WANTS_ALL);
    expect(grant).toMatchObject({ isComplete: false, allowance: 0, block: block(100) });
  });
});

describe.skipIf(!HAS_REDIS)('a replica hears of others', () => {
  /** `heard` resolves to all that the first store has been told, up to the last word of the second one. */
  async function startListening() {
    const stores = await startStores(2);
    const [first, second] = [await stores.open(), await stores.open()];
    stores.time.nowMs += 4_000;
    await Promise.all([first.probe(), second.probe()]);
    const told: string[] = [];
    first.onChange?.((hash) => void told.push(hash));
    await expect.poll(() => stores.client.pubsub('NUMSUB', CHANNEL)).toEqual([CHANNEL, 2]);
    for (const hash of ['one', 'last']) await first.exchange(hash, NO_CALL);
    const heard = async () => {
      await second.block('last', { endsInMs: 1, status: 429, codes: [] });
      await expect.poll(() => told.at(-1)).toBe('last');
      return told.splice(0).slice(0, -1);
    };
    return { ...stores, first, second, heard };
  }

  test('only, and only of the credentials that it knows', async () => {
    const { first, second, heard } = await startListening();
    const failure = { endsInMs: 1_000, status: 401, codes: [] };
    await first.reject('one', failure);
    await second.reject('unknown', failure);
    expect(await heard()).toEqual([]);

    // Redis knows this rejection, but this replica may not have heard of it.
    await second.reject('one', failure);
    expect(await heard()).toEqual(['one']);
  });

  test('that need calls which it holds', async () => {
    const { first, second, heard } = await startListening();
    await first.exchange('one', { ...WANTS_ALL, wanted: 1_100 });
    await second.exchange('one', { ...WANTS_ALL, wanted: 40 });
    expect(await heard()).toEqual([]);

    await second.exchange('one', { ...WANTS_ALL, keeps: 40, wanted: 41 });
    expect(await heard()).toEqual(['one']);
  });

  test('that need calls which count no more, but not before', async () => {
    const { time, first, second, heard } = await startListening();
    await first.exchange('one', { ...NO_CALL, calls: 1_140, keeps: 1_140, firstEndsInMs: 1_000 });
    await second.exchange('one', { ...WANTS_ALL, wanted: 1 });
    expect(await heard()).toEqual([]);

    time.nowMs += 1_000;
    await second.exchange('one', { ...WANTS_ALL, wanted: 1 });
    expect(await heard()).toEqual(['one']);
  });
});

describe('a replica without Redis', () => {
  test('is told why at once, by every step, and prints nothing', async () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    const { host } = new URL(await nowhere());
    const store = open(`redis://:the-password@${host}`);
    const refused = { code: 'ECONNREFUSED' };
    await expect(store.exchange('one', WANTS_ALL)).rejects.toMatchObject(refused);
    await expect(store.probe()).rejects.toMatchObject(refused);

    // Without a further attempt to connect.
    const reasons: unknown[] = [];
    store.exchange('one', WANTS_ALL).catch((error) => reasons.push(error));
    store.block('one', { endsInMs: 1, status: 0, codes: [] }).catch((error) => reasons.push(error));
    for (let turns = 0; turns < 3; turns++) await turn();
    expect(reasons).toMatchObject([refused, refused]);
    expect(printed.mock.calls).toEqual([]);
  });
});

test('a script’s error of Redis 6 tells that the server takes no writes, too', () => {
  const client = connectRedis('redis://127.0.0.1:1');
  onTestFinished(() => client.disconnect());
  const message =
    'ERR Error running script (call to f_1): @user_script:9: @user_script: 9: -READONLY';
  const { reconnectOnError } = client.options;

  expect(reconnectOnError?.(new Error(`${message} You can't write`))).toBe(true);
});

describe.skipIf(!HAS_REDIS)('a replica whose connection', () => {
  test('is lost connects again, and a step waits for that', async () => {
    const { client, open } = await startStores(1);
    const store = await open();
    await client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    while (!String(await store.probe().catch(String)).includes('DISCONNECTED ')) await turn();

    expect((await store.exchange('one', NO_CALL)).allowance).toBe(1_140);
  });

  test('is lost while a step is under way fails that step', async () => {
    const redis = await startRedis();
    const store = open(redis.url);
    await untilThere(store);
    redis.pause();
    const step = store.exchange('one', NO_CALL);
    for (let turns = 0; turns < 3; turns++) await turn();
    const failed = expect(step).rejects.toThrow();
    await redis.kill();

    await failed;
  });

  test('leads to a server that takes no writes looks for another one', async () => {
    const { client, open } = await startStores(1);
    const store = await open();
    const connections = async () =>
      Number(/total_connections_received:(\d+)/.exec(await client.info('stats'))?.[1]);
    await client.config('SET', 'maxmemory', '1');
    await expect(store.probe()).rejects.toThrow(/^OOM /);
    await client.config('SET', 'maxmemory', '0');
    await store.probe();
    expect(await connections()).toBe(3);

    await client.call('REPLICAOF', '127.0.0.1', '1');
    await expect(store.probe()).rejects.toThrow(/^READONLY /);
    await expect.poll(connections).toBeGreaterThan(3);
  });

  test('leads to a server that is full is told so, until there is room', async () => {
    const redis = await startRedis();
    await redis.fill();
    const store = open(redis.url);
    await expect(store.exchange('one', NO_CALL)).rejects.toThrow(/^OOM /);

    await redis.empty();
    await untilThere(store);
    expect((await store.exchange('one', NO_CALL)).allowance).toBe(1_140);
  });

  test('hangs ends without an answer to its goodbye', async () => {
    const redis = await startRedis();
    const store = open(redis.url);
    await untilThere(store);
    redis.pause();

    // Far less than the time limit of a connection.
    await store.close();
  }, 4_000);
});

test.skipIf(!HAS_REDIS)(
  'a replica that ends before it has reported again is waited for',
  async () => {
    const { client, time, open } = await startStores(2);
    const [holder, other] = [await open(), await open()];
    time.nowMs += 4_000;
    for (const store of [holder, other, holder]) await store.probe();
    holder.onLoss?.(() => new Promise(() => {}));
    await client.flushall();
    await holder.probe();
    await holder.close();
    time.nowMs += 4_000;
    for (let times = 0; times < 3; times++) await other.probe();

    expect((await other.exchange('one', WANTS_ALL)).isComplete).toBe(false);
  },
);
