import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

import type { RateLimitStore } from '../../src/model/rate-limit-store.ts';
import { createRedisStore, type RedisStoreOptions } from '../../src/redis/redis-store.ts';
import { startRedis } from './redis.ts';

export const START_MS = 1_000_000_000_000;

/** A report of a replica that has made no call, and wants all of them. */
export const WANTS_ALL = {
  calls: 0,
  firstEndsInMs: null,
  keeps: 0,
  wanted: 1_140,
  leaseMs: 3_300_000,
};

/** Stores with one Redis and one time. A store that a test does not ask any more is cut off. */
export async function startStores(replicas: number) {
  const { url } = await startRedis();
  const client = new Redis(url);
  const time = { nowMs: START_MS };
  const opened: RateLimitStore[] = [];
  async function open(options: Partial<RedisStoreOptions> = {}): Promise<RateLimitStore> {
    const store = createRedisStore({ url, replicas, now: () => time.nowMs, ...options });
    opened.push(store);
    while (!(await isThere(store))) await new Promise((resolve) => setImmediate(resolve));
    return store;
  }
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
