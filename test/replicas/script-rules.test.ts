import { describe, expect, test } from 'vitest';

import { HAS_REDIS } from '../support/redis.ts';
import { START_MS, startStores, WANTS_ALL } from '../support/redis-stores.ts';

/** A rule that counts the calls of others must hold for this long. */
const COUNTS_MS = 310_000;
const HOLDS_SOME = { ...WANTS_ALL, wanted: 100 };

/** One replica that is alone holds calls for a credential. */
async function startHolding(replicas = 1) {
  const stores = await startStores(replicas);
  const store = await stores.open();
  stores.time.nowMs += 4_000;
  await store.probe();
  await store.exchange('one', HOLDS_SOME);
  const [key = ''] = (await stores.client.keys('*')).filter((each) => /:[\w-]{43}$/.test(each));
  return { ...stores, store, key };
}

describe.skipIf(!HAS_REDIS)('the key of a credential', () => {
  test.each([
    ['fewer calls than none', '1 -2 5 -1'],
    ['a smaller allowance than calls', '1 5 2 -1'],
    ['too few numbers', '1 5'],
  ])('is incomplete for 310 seconds after a value with %s', async (_name, value) => {
    const { client, time, store, key } = await startHolding();
    await client.hset(key, 'foreign', `${value} ${START_MS * 2} ${START_MS * 2}`);

    const before = await store.exchange('one', { ...WANTS_ALL, keeps: 100 });
    expect(before).toMatchObject({ allowance: 100, isComplete: false });
    time.nowMs += COUNTS_MS - 1;
    expect((await store.exchange('one', WANTS_ALL)).allowance).toBe(0);
    time.nowMs += 1;
    expect((await store.exchange('one', WANTS_ALL)).allowance).toBe(1_140);
  });

  test('lives as long as what others hold, also after such a value', async () => {
    const { client, time, open, key } = await startHolding(2);
    const other = await open();
    await client.hset(key, 'foreign', 'rubbish');
    await other.exchange('one', { ...WANTS_ALL, leaseMs: COUNTS_MS });
    time.nowMs += COUNTS_MS + 2_000;
    await other.exchange('one', { ...WANTS_ALL, leaseMs: COUNTS_MS });

    expect(await client.pttl(key)).toBeGreaterThan(2_900_000);
  });

  test('holds nothing of replicas that have ended, and no error that has', async () => {
    const { client, time, store, open, key } = await startHolding(2);
    const other = await open();
    await store.block('one', { endsInMs: 1_000, status: 429, codes: [] });
    time.nowMs += 3_301_001;
    await other.exchange('one', HOLDS_SOME);

    expect(await client.hlen(key)).toBe(1);
  });

  test('with more fields than a script can take is replaced', async () => {
    const { client, store, key } = await startHolding();
    await client.hset(key, Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [n, n])));

    expect(await store.exchange('one', WANTS_ALL)).toMatchObject({ isComplete: false });
    expect(await client.hlen(key)).toBe(2);
  });
});
