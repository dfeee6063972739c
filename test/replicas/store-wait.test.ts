import { describe, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, startEmulator } from '../../src/emulator/index.ts';
import type { RateLimitStore } from '../../src/model/rate-limit-store.ts';
import { createTestClock } from '../support/clock.ts';
import { startReplica, type TestGateway } from '../support/gateway.ts';

/** The contract's limit. No other timer of the gateway is that short. */
const MAX_WAIT_MS = 50;

const GRANT = {
  ...{ allowance: 1_140, isComplete: true, otherCalls: 0, otherReserves: 0 },
  ...{ firstEndsInMs: null, block: null, rejection: null },
};

const FIRST_PAGE = '{ tokens(first: 50) { nodes { id } } }';
/** Reads the same page, then those after it. */
const WHOLE_LIST = '{ tokens(first: 2, filter: { status: DISABLED }) { totalCount } }';

/**
 * A gateway whose store answers each step after so long. Time passes only while the gateway waits
 * for the store: `waitedMs` counts it.
 */
async function startWaiting(answersAfterMs: number) {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const testClock = createTestClock();
  let [waits, waitedMs, steps] = [0, 0, 0];
  let isEnded = false;
  const clock = {
    ...testClock,
    schedule(durationMs: number, callback: () => void) {
      if (durationMs > MAX_WAIT_MS) return testClock.schedule(durationMs, callback);
      waits += 1;
      let end = () => {
        waits -= 1;
        end = () => {};
      };
      const cancel = testClock.schedule(durationMs, () => {
        end();
        callback();
      });
      return () => {
        end();
        cancel();
      };
    },
  };
  const answer = async <T>(result: T): Promise<T> => {
    steps += 1;
    if (!isEnded)
      await new Promise<void>((resolve) => void testClock.schedule(answersAfterMs, resolve));
    return result;
  };
  const rateLimitStore: RateLimitStore = {
    name: 'redis',
    exchange: () => answer(GRANT),
    block: () => answer(undefined),
    reject: () => answer(undefined),
    probe: () => answer(undefined),
    close: async () => {},
  };
  const gateway = startReplica(upstream, { replicas: 1 }, { rateLimitStore, clock });
  onTestFinished(() => {
    isEnded = true;
  });

  async function settled<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = work.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve));
      if (waits === 0) continue;
      testClock.advance(1);
      waitedMs += 1;
    }
    return done;
  }
  return { ...gateway, settled, waitedMs: () => waitedMs, steps: () => steps };
}

const UNAUTHENTICATED = {
  ...{ success: false, messages: [], result: null },
  errors: [{ code: 1000, message: 'Invalid API Token' }],
};

const large = { credential: CREDENTIALS.large };

const REQUESTS: [string, (gateway: TestGateway) => Promise<{ errors: readonly unknown[] }>][] = [
  ['that reads many pages', ({ ask }) => ask(WHOLE_LIST, {}, large)],
  [
    'whose call is repeated',
    ({ ask, upstream }) => {
      upstream.injectFault({ kind: 'response', status: 503, body: {}, headers: {} });
      return ask(WHOLE_LIST, {}, large);
    },
  ],
  [
    'that reads further than another one, whose call it shares',
    async ({ ask }) => {
      const [, further] = await Promise.all([
        ask(FIRST_PAGE, {}, large),
        ask(WHOLE_LIST, {}, large),
      ]);
      return further;
    },
  ],
];

describe.each([40, 60])('where the store answers after %i ms', (answersAfterMs) => {
  test.each(REQUESTS)('a request %s waits for it for 50 ms in sum', async (_name, request) => {
    const gateway = await startWaiting(answersAfterMs);
    const { errors } = await gateway.settled(request(gateway));

    expect(errors).toEqual([]);
    expect(gateway.upstream.requests.length).toBeGreaterThan(2);
    expect(gateway.waitedMs()).toBe(MAX_WAIT_MS);
  });
});

test('a request whose credential is rejected tells the store within the same 50 ms', async () => {
  const gateway = await startWaiting(40);
  gateway.upstream.injectFault({ kind: 'response', status: 401, body: UNAUTHENTICATED });
  const { errors } = await gateway.settled(gateway.ask(FIRST_PAGE));

  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  expect([gateway.steps(), gateway.waitedMs()]).toEqual([2, MAX_WAIT_MS]);
});
