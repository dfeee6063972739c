import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { startEmulator } from '../../src/emulator/index.ts';
import { createRedisStore } from '../../src/redis/redis-store.ts';
import { startFakeRedis } from '../support/fake-redis.ts';
import { startReplica } from '../support/gateway.ts';
import { PATIENT_CLOCK } from '../support/patient-clock.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';

const COUNT = '{ tokens { totalCount } }';
const AWAY = 'is away';

/** As docs/operations.md has them. */
const ACL_RULES = [
  ...['~{cloudflare-tokens-gateway}:*', '&{cloudflare-tokens-gateway}:*', '-@all', '+@hash'],
  ...['+evalsha', '+eval', '+pexpire', '+pttl', '+unlink', '+time', '+publish', '+subscribe'],
  '+select',
];

async function open(url: string, clock = PATIENT_CLOCK) {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const { monotonicMs } = clock;
  const rateLimitStore = createRedisStore({ url, replicas: 1, monotonicMs });
  const replica = startReplica(upstream, { replicas: 1 }, { rateLimitStore, clock });
  return { ...replica, upstream };
}

describe('a server that is no sound Redis', () => {
  test.each([
    ['MOVED', '-MOVED 1234 127.0.0.1:1'],
    ['READONLY', "-READONLY You can't write against a read only replica."],
    ['LOADING', '-LOADING Redis is loading the dataset in memory'],
    ['OOM', "-OOM command not allowed when used memory > 'maxmemory'."],
    ['NOAUTH', '-NOAUTH Authentication required.'],
    ['CROSSSLOT', "-CROSSSLOT Keys in request don't hash to the same slot"],
    ['REPLY', '+OK'],
    ['REPLY', ':1'],
    ['REPLY', '$-1'],
    ['REPLY', '*0'],
    ['REPLY', '*1\r\n*1\r\n:1'],
    ['REPLY', '*1\r\n$12\r\n1 2 3 4 5|||'],
    ['REPLY', '*1\r\n$13\r\n1e9 0 0 0 1||'],
    ['WRONGTYPE', '*1\r\n$24\r\n-WRONGTYPE not that kind'],
  ])('that answers a report with %s fails no request (%s)', async (reason, reply) => {
    const gateway = await open(await startFakeRedis(reply));

    for (let times = 0; times < 3; times++) {
      expect((await gateway.ask(COUNT)).errors).toEqual([]);
    }

    const lines = gateway.logged.filter((line) => line.includes(AWAY));
    expect(lines).toEqual([`redis ${AWAY}: this replica limits calls by itself reason ${reason}`]);
    expect(gateway.logged.join()).not.toContain('the-password');
    expect(gateway.upstream.requests).toHaveLength(3);
  });
});

describe.skipIf(!HAS_REDIS)('another client of the same Redis', () => {
  test.each([
    ['overwrites', (client: Redis, key: string) => client.set(key, 'rubbish')],
    ['deletes', (client: Redis, key: string) => client.del(key)],
    ['fills', (client: Redis, key: string) => client.hset(key, 'foreign', 'x'.repeat(100_000))],
    [
      'adds many fields to',
      (client: Redis, key: string) =>
        client.hset(key, Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [n, n]))),
    ],
    ['plants strange marks in', (client: Redis, key: string) => client.hset(key, 'block', 'soon')],
    [
      'makes a list of',
      (client: Redis, key: string) => client.del(key).then(() => client.lpush(key, 1)),
    ],
  ])('that %s every key fails no request, and ends no sharing', async (_name, harm) => {
    const { url } = await startRedis();
    const gateway = await open(url);
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    await gateway.ask(COUNT);

    for (const key of await client.keys('*')) await harm(client, key);
    for (let times = 0; times < 3; times++) {
      expect((await gateway.ask(COUNT)).errors).toEqual([]);
    }

    expect(gateway.logged.filter((line) => line.includes(AWAY))).toEqual([]);
  });

  test('that lets this one use little more than its keys is not noticed', async () => {
    const { url } = await startRedis();
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    await client.call('ACL', 'SETUSER', 'gateway', 'on', '>the-p@ss', ...ACL_RULES);
    const { port } = new URL(url);
    const printed = vi.spyOn(console, 'warn').mockImplementation(() => {});
    onTestFinished(() => printed.mockRestore());
    const gateway = await open(`redis://gateway:the-p%40ss@127.0.0.1:${port}/1`);

    for (let times = 0; times < 3; times++) {
      expect((await gateway.ask(COUNT)).errors).toEqual([]);
    }

    expect(gateway.logged.filter((line) => line.includes(AWAY))).toEqual([]);
    expect(printed.mock.calls).toEqual([]);
  });

  test('that empties the store of scripts is not noticed', async () => {
    const { url } = await startRedis();
    const gateway = await open(url);
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    await gateway.ask(COUNT);

    await client.script('FLUSH');

    expect((await gateway.ask(COUNT)).errors).toEqual([]);
    expect(gateway.logged.filter((line) => line.includes(AWAY))).toEqual([]);
  });

  test('a replica whose system clock is an hour ahead shares like all others', async () => {
    const { url } = await startRedis();
    const ahead = { ...PATIENT_CLOCK, now: () => Date.now() + 3_600_000 };
    const [gateway, other] = [await open(url, ahead), await open(url)];
    await gateway.ask(COUNT);
    await gateway.ask(COUNT);
    await other.ask(COUNT);

    const { data } = await other.ask('{ rateLimit { remaining } }');

    expect(data).toEqual({ rateLimit: { remaining: 1_140 - 2 } });
  });
});
