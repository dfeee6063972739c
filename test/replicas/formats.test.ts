import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';

import type { RateLimitStore } from '../../src/model/rate-limit-store.ts';
import { createRedisStore } from '../../src/redis/redis-store.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';

const START_MS = 1_000_000_000_000;
const OTHER_PREFIX = '{cloudflare-tokens-gateway}:another:';
const WANTS_ALL = {
  calls: 0,
  firstEndsInMs: null,
  keeps: 0,
  wanted: 1_140,
  leaseMs: 3_300_000,
};

/** Versions of the gateway whose keys have different formats, with one Redis and one time. */
async function startVersions() {
  const { url } = await startRedis();
  const client = new Redis(url);
  const time = { nowMs: START_MS };
  const opened: RateLimitStore[] = [];
  const open = async (options: { prefix?: string; replicas?: number } = {}) => {
    const store = createRedisStore({ url, replicas: 1, now: () => time.nowMs, ...options });
    opened.push(store);
    while (!(await isThere(store))) await new Promise((resolve) => setImmediate(resolve));
    return store;
  };
  onTestFinished(async () => {
    await Promise.all(opened.map((store) => store.close()));
    client.disconnect();
  });
  return { client, time, open };
}

const isThere = (store: RateLimitStore) =>
  store.probe().then(
    () => true,
    () => false,
  );

describe.skipIf(!HAS_REDIS)('replicas whose keys have another format', () => {
  test('get no more calls than they have, until the calls of the others count no more', async () => {
    const { time, open } = await startVersions();
    const old = await open();
    expect(await old.exchange('one', WANTS_ALL)).toMatchObject({ allowance: 1_140 });
    const next = await open({ prefix: OTHER_PREFIX });

    expect(await next.exchange('one', WANTS_ALL)).toMatchObject({
      allowance: 0,
      isComplete: false,
    });
    await old.probe();
    const unseen = await old.exchange('two', WANTS_ALL);
    expect(unseen).toMatchObject({ allowance: 0, isComplete: false });

    await old.close();
    time.nowMs += 309_999;
    await next.probe();
    expect(await next.exchange('one', WANTS_ALL)).toMatchObject({ allowance: 0 });
    time.nowMs += 1;
    await next.probe();
    expect(await next.exchange('one', WANTS_ALL)).toMatchObject({
      allowance: 1_140,
      isComplete: true,
    });
  });

  test('wait for one that has ended without a word as long as it may be cut off', async () => {
    const { client, time, open } = await startVersions();
    const old = await open();
    await old.exchange('one', WANTS_ALL);
    const next = await open({ prefix: OTHER_PREFIX });

    time.nowMs += 3_309_999;
    await next.probe();
    expect(await next.exchange('one', WANTS_ALL)).toMatchObject({ allowance: 0 });
    time.nowMs += 1;
    await next.probe();
    expect(await next.exchange('one', WANTS_ALL)).toMatchObject({ allowance: 1_140 });
    expect(await client.hlen('{cloudflare-tokens-gateway}:formats')).toBe(1);
  });

  test('are not forgotten with the data of Redis', async () => {
    const { client, open } = await startVersions();
    await (await open()).exchange('one', WANTS_ALL);
    const next = await open({ prefix: OTHER_PREFIX });
    next.onLoss?.(async () => {});

    for (const harm of [() => client.flushall(), () => client.flushall()]) {
      await harm();
      await next.probe();
      await next.probe();
      expect(await next.exchange('one', WANTS_ALL)).toMatchObject({ allowance: 0 });
    }
  });
});

// If this fails, the format has changed: then change PREFIX in src/redis/redis-store.ts, too.
test.skipIf(!HAS_REDIS)('the format of the keys is that of their prefix', async () => {
  const { client, open } = await startVersions();
  const store = await open();
  await store.exchange('one', { ...WANTS_ALL, calls: 7, firstEndsInMs: 9, keeps: 8 });
  await store.block('one', { endsInMs: 300, status: 429, codes: [971, 1] });
  await store.reject('one', { endsInMs: 200, status: 401, codes: [] });

  const [id = ''] = await client.hkeys('{cloudflare-tokens-gateway}:formats');
  const replica = id.split(' ')[1] ?? '';
  const content: Record<string, unknown> = {};
  for (const key of await client.keys('*')) content[key] = await client.hgetall(key);
  expect(replica).toMatch(/^[\da-f-]{36}$/);
  expect(JSON.parse(JSON.stringify(content).replaceAll(replica, 'ID'))).toEqual({
    '{cloudflare-tokens-gateway}:formats': {
      '{cloudflare-tokens-gateway}: ID': `${START_MS + 3_310_000}`,
    },
    '{cloudflare-tokens-gateway}:replicas': {
      ID: `${START_MS} ready`,
      emptyEnds: `${START_MS + 4_000}`,
    },
    '{cloudflare-tokens-gateway}:ndn2kXNUiAe1XZNkYiVCWe2FST-b4IzIDRRwWw9NUec': {
      ID: `1 7 1140 ${START_MS + 9} ${START_MS + 310_000} ${START_MS + 3_301_000}`,
      block: `${START_MS + 300} 429 971 1`,
      rejection: `${START_MS + 200} 401`,
    },
  });
});
