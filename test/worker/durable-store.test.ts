import { expect, onTestFinished, test, vi } from 'vitest';

import { CREDENTIALS, startEmulator } from '../../src/emulator/index.ts';
import { createDurableStore } from '../../src/worker/durable-store.ts';
import { type ObjectState, RateLimitObject } from '../../src/worker/rate-limit-object.ts';
import { createTestClock } from '../support/clock.ts';
import { startReplica } from '../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const LEFT = '{ rateLimit { remaining } }';

/** Durable Objects in this process: `down` makes them fail, `restart` starts them from their storage. */
function createObjects() {
  const storages = new Map<string, Map<string, unknown>>();
  const objects = new Map<string, RateLimitObject>();
  const alarms = new Set<string>();
  const world = {
    isDown: false,
    /** Storage takes no alarm. */
    hasNoAlarms: false,
    messages: 0,
    restart: () => objects.clear(),
    alarm: () => Promise.all([...alarms].map((name) => objectOf(name).alarm())),
    stored: () => [...storages.values()].map(({ size }) => size),
  };
  function objectOf(name: string): RateLimitObject {
    const storage = storages.get(name) ?? new Map<string, unknown>();
    storages.set(name, storage);
    const state: ObjectState = {
      storage: {
        get: async (key) => structuredClone(storage.get(key)),
        put: async (key, value) => void storage.set(key, structuredClone(value)),
        deleteAll: async () => storage.clear(),
        setAlarm: async () => {
          if (world.hasNoAlarms) throw new Error('The storage failed.');
          alarms.add(name);
        },
      },
    };
    const object = objects.get(name) ?? new RateLimitObject(state);
    objects.set(name, object);
    return object;
  }
  const namespace = {
    idFromName: (name: string) => name,
    get: (id: unknown) => ({
      fetch: async (url: string, init?: RequestInit) => {
        world.messages += 1;
        if (world.isDown) throw new Error('The Durable Object was reset.');
        return objectOf(String(id)).fetch(new Request(url, init));
      },
    }),
  };
  return { world, namespace };
}

async function startIsolates(count: number) {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const { world, namespace } = createObjects();
  const clock = createTestClock();
  const isolates = Array.from({ length: count }, () => {
    const ports = { rateLimitStore: createDurableStore(namespace), clock, isolatesRequests: true };
    return startReplica(upstream, {}, ports);
  });
  return { upstream, world, clock, isolates };
}

test('an isolate goes on while its object is away, and asks it again after a second', async () => {
  const { upstream, world, clock, isolates } = await startIsolates(2);
  const [one, other] = isolates as [(typeof isolates)[0], (typeof isolates)[0]];
  await one.ask(COUNT);
  world.isDown = true;

  for (let times = 0; times < 5; times++) expect((await one.ask(COUNT)).errors).toEqual([]);
  expect(one.logged.filter((line) => line.includes('is away'))).toEqual([
    'the Durable Object is away: this replica limits calls by itself reason Error',
  ]);

  world.isDown = false;
  clock.advance(1_000);
  for (let times = 0; times < 2; times++) await one.ask(COUNT);
  await other.ask(COUNT);
  // The last call of each isolate is told with its next report.
  expect((await other.ask(LEFT)).data).toEqual({ rateLimit: { remaining: 1_140 - 7 - 1 } });
  expect(one.logged.filter((line) => line.includes('together with'))).toHaveLength(1);
  expect(upstream.requests).toHaveLength(9);
});

test('an object that is restarted has its counts from its storage', async () => {
  const { world, isolates } = await startIsolates(2);
  const [one, other] = isolates as [(typeof isolates)[0], (typeof isolates)[0]];
  for (let times = 0; times < 6; times++) await one.ask(COUNT);

  world.restart();
  await other.ask(COUNT);

  expect((await other.ask(LEFT)).data).toEqual({ rateLimit: { remaining: 1_140 - 5 - 1 } });
});

test('a request that finds its object back asks for its own credential alone', async () => {
  const { world, clock, isolates } = await startIsolates(1);
  const [one] = isolates as [(typeof isolates)[0]];
  for (const credential of [CREDENTIALS.seven, CREDENTIALS.empty]) {
    await one.ask(COUNT, {}, { credential });
  }
  world.isDown = true;
  await one.ask(COUNT);
  world.isDown = false;
  clock.advance(1_000);
  world.messages = 0;
  await one.ask(COUNT);

  // Each message is a subrequest, and Workers allow a request only some of them.
  expect(world.messages).toBe(1);
});

test('an alarm deletes nothing that still counts', async () => {
  const { world, isolates } = await startIsolates(2);
  const [one, other] = isolates as [(typeof isolates)[0], (typeof isolates)[0]];
  for (let times = 0; times < 6; times++) await one.ask(COUNT);

  await world.alarm();
  world.restart();
  await other.ask(COUNT);

  expect((await other.ask(LEFT)).data).toEqual({ rateLimit: { remaining: 1_140 - 5 - 1 } });
});

test('an alarm deletes what counts no more, and an object without one asks for it again', async () => {
  const { world, clock, isolates } = await startIsolates(1);
  const [one] = isolates as [(typeof isolates)[0]];
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  world.hasNoAlarms = true;
  await one.ask(COUNT);
  world.hasNoAlarms = false;
  clock.advance(1_000);
  await one.ask(COUNT);
  expect(world.stored()).toEqual([1]);
  vi.setSystemTime(Date.now() + 320_000);

  await world.alarm();

  expect(world.stored()).toEqual([0]);
});
