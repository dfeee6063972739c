import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

const TTL_MS = 5_000;
const HOUR_MS = 3_600_000;
const COUNT = '{ tokens { totalCount } }';
const FRESH = { headers: { 'cache-control': 'no-cache' } };

async function open() {
  const clock = createTestClock();
  const gateway = await startGateway({ cacheTtlMs: TTL_MS }, { clock, random: () => 0 });
  return { ...gateway, clock };
}

const blocked = (retryAfter: string) => ({
  kind: 'response' as const,
  status: 429,
  body: {},
  headers: { 'retry-after': retryAfter },
});

async function retryAfterOf({ ask }: TestGateway): Promise<unknown> {
  const { errors } = await ask(COUNT, {}, FRESH);
  return errors[0]?.extensions['retryAfter'];
}

describe.each([
  ['back', -HOUR_MS],
  ['forward', HOUR_MS],
])('if the wall clock is set %s by an hour', (_way, byMs) => {
  test('a page is served from the cache for as long as before', async () => {
    const { ask, upstream, clock } = await open();

    await ask(COUNT);
    clock.setWallClock(byMs);
    clock.advance(TTL_MS - 1);
    await ask(COUNT);
    expect(upstream.requests).toHaveLength(1);

    clock.advance(1);
    await ask(COUNT);
    expect(upstream.requests).toHaveLength(2);
  });

  test('near the limit, a page is stale for as long as before', async () => {
    const { ask, upstream, clock } = await open();
    for (let call = 0; call < 900; call++) await ask(COUNT, {}, FRESH);

    clock.advance(6_000);
    clock.setWallClock(byMs);
    expect((await ask(COUNT)).extensions).toEqual({ staleSeconds: 6 });
    clock.advance(54_000);
    expect((await ask(COUNT)).extensions).toBeUndefined();
    expect(upstream.requests).toHaveLength(901);
  });

  test('a block lasts as long as Cloudflare says', async () => {
    const gateway = await open();
    gateway.upstream.injectFault(blocked('30'));

    expect(await retryAfterOf(gateway)).toBe(30);
    gateway.clock.setWallClock(byMs);
    gateway.clock.advance(10_000);
    expect(await retryAfterOf(gateway)).toBe(20);
    gateway.clock.advance(20_000);
    expect(await retryAfterOf(gateway)).toBeUndefined();
  });

  test('a spent limit stays spent, and is open again after five minutes', async () => {
    const gateway = await open();
    for (let call = 0; call < 1_140; call++) await gateway.ask(COUNT, {}, FRESH);

    gateway.clock.setWallClock(byMs);
    expect(await retryAfterOf(gateway)).toBe(310);
    gateway.clock.advance(310_000);
    expect(await retryAfterOf(gateway)).toBeUndefined();
  });

  test('a call is retried as before', async () => {
    const { ask, upstream, clock } = await open();
    upstream.injectFault({ kind: 'reset' });
    upstream.onRequest(() => clock.setWallClock(byMs));

    expect((await ask(COUNT)).errors).toEqual([]);
    expect(upstream.requests).toHaveLength(2);
  });

  test('metrics measure the same duration', async () => {
    const { ask, gateway, upstream, clock } = await open();
    upstream.onRequest(() => {
      clock.setWallClock(byMs);
      clock.advance(300);
    });

    await ask(COUNT, {}, { credential: CREDENTIALS.seven });

    expect(await gateway.metrics()).toMatch(/upstream_call_duration_seconds_sum\S* 0\.3\n/);
  });
});

test('a date in Retry-After is read by the wall clock', async () => {
  const gateway = await open();
  gateway.clock.setWallClock(HOUR_MS);
  gateway.upstream.injectFault(blocked(new Date(gateway.clock.now() + 30_000).toUTCString()));

  expect(await retryAfterOf(gateway)).toBe(30);
});
