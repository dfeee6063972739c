import { describe, expect, test } from 'vitest';

import type { RateLimitStore } from '../../src/model/rate-limit-store.ts';
import { HAS_REDIS } from '../support/redis.ts';
import { START_MS, startStores, WANTS_ALL } from '../support/redis-stores.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const REPLICAS_KEY = '{cloudflare-tokens-gateway}:replicas';

/** Hears of a loss, reports again, and is asked for all calls. Returns how many it gets. */
async function allowanceOf(store: RateLimitStore): Promise<number> {
  for (let times = 0; times < 3; times++) await store.probe();
  return (await store.exchange('one', WANTS_ALL)).allowance;
}

/** The first store holds nearly all calls, and is not heard of any more. */
async function startWithHolder(replicas: number) {
  const stores = await startStores(replicas);
  const [holder, other] = [await stores.open(), await stores.open()];
  stores.time.nowMs += 4_000;
  await Promise.all([holder.probe(), other.probe()]);
  await holder.exchange('one', { ...WANTS_ALL, wanted: 1_100 });
  return { ...stores, holder, other };
}

describe.skipIf(!HAS_REDIS)('a replica', () => {
  test('that finds Redis empty waits for others for four seconds', async () => {
    const { time, open } = await startStores(2);
    const store = await open();
    expect(await allowanceOf(store)).toBe(0);
    time.nowMs += 3_999;
    expect(await allowanceOf(store)).toBe(0);
    time.nowMs += 1;
    expect(await allowanceOf(store)).toBe(1_140);
  });

  test('that loses Redis in these seconds waits no longer', async () => {
    const { client, time, open } = await startStores(2);
    const store = await open();
    await client.flushall();
    expect(await allowanceOf(store)).toBe(0);
    time.nowMs += 4_000;
    expect(await allowanceOf(store)).toBe(1_140);
  });

  test('gets calls at once when all have reported again', async () => {
    const { client, time, holder, other } = await startWithHolder(2);
    holder.onLoss?.(
      async () => void (await holder.exchange('one', { ...WANTS_ALL, keeps: 1_100 })),
    );
    await client.flushall();
    await expect.poll(() => Promise.all([holder.probe(), allowanceOf(other)])).toContain(40);
    expect(time.nowMs).toBe(START_MS + 4_000);
  });

  test('waits for one that was not seen for long before the loss', async () => {
    const { client, time, other } = await startWithHolder(2);
    time.nowMs += 10_000;
    await other.probe();
    await client.flushall();
    expect(await allowanceOf(other)).toBe(0);
    // The other one may be cut off, and use what it has.
    time.nowMs += 310_000;
    expect(await allowanceOf(other)).toBe(0);
    time.nowMs += 3_000_001;
    expect(await allowanceOf(other)).toBe(1_140);
  });

  test('waits until the calls of one that had ended before the loss count no more', async () => {
    const { client, time, holder, other } = await startWithHolder(2);
    await holder.close();
    await other.probe();
    await client.flushall();
    expect(await allowanceOf(other)).toBe(0);
    time.nowMs += 309_999;
    expect(await allowanceOf(other)).toBe(0);
    time.nowMs += 1;
    expect(await allowanceOf(other)).toBe(1_140);
  });

  test('that knows fewer of the others makes Redis forget none of them', async () => {
    const { client, time, open } = await startStores(3);
    const [first, early] = [await open(), await open()];
    const holder = await open();
    time.nowMs += 4_000;
    await Promise.all([first.probe(), holder.probe()]);
    await holder.exchange('one', { ...WANTS_ALL, wanted: 1_100 });
    await client.flushall();
    await first.probe();
    await early.probe();
    time.nowMs += 4_000;
    for (const store of [first, early, first]) expect(await allowanceOf(store)).toBe(0);
  });

  test('has reported again only when it has reported for the last loss', async () => {
    const { client, time, holder, other } = await startWithHolder(2);
    const reports = [withResolvers(), withResolvers()];
    let losses = 0;
    holder.onLoss?.(async () => reports[Math.min(losses++, 1)]?.promise);
    for (let times = 0; times < 2; times++) {
      await client.flushall();
      await holder.probe();
    }
    time.nowMs += 4_000;
    await holder.probe();
    reports[0]?.resolve();
    expect(await allowanceOf(other)).toBe(0);
    await holder.probe();
    expect(await allowanceOf(other)).toBe(0);

    reports[1]?.resolve();
    await expect.poll(() => allowanceOf(other)).toBe(1_140);
  });

  test('that is cut off keeps its calls, also beside one that has just ended', async () => {
    const { time, other, open } = await startWithHolder(2);
    time.nowMs += 5_000;
    const leaving = await open();
    expect(await allowanceOf(other)).toBeLessThanOrEqual(40);
    await leaving.close();
    time.nowMs += 1_000;
    expect(await allowanceOf(other)).toBeLessThanOrEqual(40);
    time.nowMs += 310_000;
    expect(await allowanceOf(other)).toBeLessThanOrEqual(40);
  });

  test('that was not seen for an hour is not listed any more', async () => {
    const { client, time, other } = await startWithHolder(2);
    const before = await client.hkeys(REPLICAS_KEY);
    time.nowMs += 3_500_001;
    await other.probe();
    expect(before.length - (await client.hkeys(REPLICAS_KEY)).length).toBe(1);
  });
});
