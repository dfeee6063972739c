import { expect, onTestFinished, test } from 'vitest';

import { startEmulator } from '../../src/emulator/index.ts';
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
  const world = { isDown: false, restart: () => objects.clear() };
  function objectOf(name: string): RateLimitObject {
    const storage = storages.get(name) ?? new Map<string, unknown>();
    storages.set(name, storage);
    const state: ObjectState = {
      storage: {
        get: async (key) => structuredClone(storage.get(key)),
        put: async (key, value) => void storage.set(key, structuredClone(value)),
        deleteAll: async () => storage.clear(),
        setAlarm: async () => {},
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
