import { describe, expect, test } from 'vitest';

import type { GatewayOptions } from '../../../src/gateway.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway } from '../../support/gateway.ts';
import { withResolvers } from '../../support/with-resolvers.ts';

const COUNT = '{ tokens { totalCount } }';
const NO_CACHE = { 'cache-control': 'no-cache' };
const KNOWN = 'a_credential_that_cloudflare_knows_00000';
const OTHER = 'another_credential_that_it_knows_0000000';
const madeUp = (n: number) => `${n}`.padStart(40, 'made_up_bearer_');

function errorOf(status: number, code: number, message: string, headers = {}) {
  const body = { success: false, errors: [{ code, message }], messages: [], result: null };
  return { kind: 'response' as const, status, body, headers };
}

async function open(options: GatewayOptions = {}) {
  const clock = createTestClock();
  const gateway = await startGateway(options, { clock, random: () => 0 });
  for (const secret of [KNOWN, OTHER]) gateway.upstream.addCredential(secret, []);
  const codeFor = async (credential: string, headers = {}, text = COUNT) => {
    const { errors } = await gateway.ask(text, {}, { credential, headers });
    return errors[0]?.extensions.code ?? 'OK';
  };
  const sent = () => gateway.upstream.requests.length;
  return { ...gateway, clock, codeFor, sent };
}

describe('a flood of made-up bearers', () => {
  test('takes half of the calls at once, and does not delay a known credential', async () => {
    const { codeFor, upstream } = await open();
    expect(await codeFor(KNOWN)).toBe('OK');
    const released = withResolvers();
    const full = new Promise<void>((resolve) =>
      upstream.onRequest(() => {
        if (upstream.requests.length === 1 + 16) resolve();
      }),
    );
    upstream.injectFault({ kind: 'slow', until: released.promise }, 16);

    const flood = Array.from({ length: 40 }, (_, n) => codeFor(madeUp(n)));
    await full;
    expect(await codeFor(KNOWN)).toBe('OK');
    expect(upstream.requests).toHaveLength(1 + 16 + 1);
    released.resolve();

    expect(new Set(await Promise.all(flood))).toEqual(new Set(['UNAUTHENTICATED']));
  });

  test('makes the gateway forget neither blocks nor counts nor pages of a known credential', async () => {
    const { codeFor, upstream, sent } = await open({ cacheTtlMs: 60_000 });
    expect(await codeFor(KNOWN)).toBe('OK');
    expect(await codeFor(OTHER)).toBe('OK');
    upstream.injectFault(errorOf(429, 971, 'Please wait', { 'retry-after': '287' }));
    expect(await codeFor(OTHER, NO_CACHE)).toBe('RATE_LIMITED');

    for (let n = 0; n < 100; n += 50) {
      const part = Array.from({ length: 50 }, (_, index) => codeFor(madeUp(n + index), NO_CACHE));
      expect(new Set(await Promise.all(part))).toEqual(new Set(['UNAUTHENTICATED']));
    }

    const before = sent();
    expect(await codeFor(OTHER, NO_CACHE)).toBe('RATE_LIMITED');
    expect(await codeFor(KNOWN)).toBe('OK');
    expect(sent()).toBe(before);
  });
});

describe('“Max auth failures reached”', () => {
  const MESSAGE = 'Max auth failures reached, please check your Authorization header.';

  test('is a block of five minutes for its credential and for all that Cloudflare has not accepted', async () => {
    const { ask, codeFor, upstream, clock, sent } = await open();
    expect(await codeFor(KNOWN)).toBe('OK');
    upstream.injectFault(errorOf(403, 9109, MESSAGE));

    const { errors, headers } = await ask(COUNT, {}, { credential: madeUp(0) });
    expect(errors[0]?.message).toContain(MESSAGE);
    expect(errors[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: 300,
      cloudflare: { status: 403, errors: [{ code: 9109, message: MESSAGE }] },
    });
    expect(headers.get('retry-after')).toBe('300');

    clock.advance(290_000);
    for (const secret of [madeUp(0), madeUp(1), OTHER]) {
      const limited = await ask(COUNT, {}, { credential: secret });
      expect(limited.errors[0]?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 10 });
    }
    expect(sent()).toBe(2);
    expect(await codeFor(KNOWN)).toBe('OK');

    clock.advance(10_000);
    expect(await codeFor(OTHER)).toBe('OK');
    expect(await codeFor(madeUp(1))).toBe('UNAUTHENTICATED');
  });

  test('does not drop what is cached for a credential, and ends as Cloudflare says', async () => {
    const { codeFor, upstream, clock, sent } = await open({ cacheTtlMs: 60_000 });
    expect(await codeFor(KNOWN)).toBe('OK');
    upstream.injectFault(errorOf(403, 9109, MESSAGE, { 'retry-after': '10' }));

    expect(await codeFor(KNOWN, NO_CACHE)).toBe('RATE_LIMITED');
    expect(await codeFor(KNOWN, NO_CACHE)).toBe('RATE_LIMITED');
    expect(await codeFor(KNOWN)).toBe('OK');
    expect(sent()).toBe(2);
    clock.advance(10_000);
    expect(await codeFor(KNOWN, NO_CACHE)).toBe('OK');
  });
});
