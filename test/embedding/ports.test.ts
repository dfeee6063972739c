import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, createGateway, type Log } from 'cloudflare-tokens-gateway';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';

const TIMEOUT_MS = 700;

/** A host's own ports, written with Node's timers and the public types alone. */
function createHostPorts() {
  const lines: string[] = [];
  const write = (message: string) => void lines.push(message);
  const log: Log = { info: write, warn: write, error: write };
  const timers = new Map<() => void, number>();
  const clock: Clock = {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    sleep: (durationMs, signal) => wait(durationMs, undefined, { signal }),
    schedule(durationMs, callback) {
      timers.set(callback, durationMs);
      return () => void timers.delete(callback);
    },
  };
  function expire(durationMs: number) {
    for (const [callback, afterMs] of timers) if (afterMs === durationMs) callback();
  }
  return { ports: { log, clock, random: () => 0 }, lines, expire };
}

async function open(ports: ReturnType<typeof createHostPorts>['ports']) {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const gateway = createGateway(
    { baseUrl: upstream.baseUrl, upstreamTimeoutMs: TIMEOUT_MS },
    ports,
  );
  onTestFinished(() => gateway.close());
  async function ask() {
    const response = await gateway.fetch(
      new Request('http://127.0.0.1/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${DEMO_CREDENTIAL}`,
        },
        body: JSON.stringify({ query: '{ tokens { totalCount } }' }),
      }),
    );
    return response.json();
  }
  return { upstream, ask };
}

test('a clock is written with the platform’s AbortSignal', () => {
  expectTypeOf<Parameters<Clock['sleep']>>().toEqualTypeOf<[number, AbortSignal]>();
});

test('a host’s own clock and log are used', async () => {
  const { ports, lines } = createHostPorts();
  const { upstream, ask } = await open(ports);
  upstream.injectFault({ kind: 'reset' });

  expect(await ask()).toMatchObject({ data: { tokens: { totalCount: expect.any(Number) } } });
  expect(upstream.requests).toHaveLength(2);
  expect(lines).toHaveLength(1);
});

test('a clock’s sleep may reject with an error of its own: the client gets the gateway’s reason', async () => {
  const { ports, expire } = createHostPorts();
  const { sleep } = ports.clock;
  const { upstream, ask } = await open({
    ...ports,
    clock: {
      ...ports.clock,
      sleep(durationMs, signal) {
        const slept = sleep(durationMs, signal);
        expire(TIMEOUT_MS * 2);
        return slept;
      },
    },
  });
  upstream.injectFault({ kind: 'reset' });

  expect(await ask()).toMatchObject({ errors: [{ extensions: { code: 'UPSTREAM_TIMEOUT' } }] });
  expect(upstream.requests).toHaveLength(1);
});
