import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';
import { WhoAmIDocument } from '../support/generated/graphql.ts';

const UNKNOWN = 'x'.repeat(40);
const CREDENTIAL = '{ credential { tokenId status expiresOn notBefore } }';

describe('the credential of a request', () => {
  test('is described for a user-owned token, in one call', async () => {
    const { query, upstream } = await startGateway();

    const { data, errors } = await query(WhoAmIDocument, {}, { credential: CREDENTIALS.seven });

    expect(errors).toEqual([]);
    expect(data.credential).toEqual({
      tokenId: '70c00000000000000000000000000006',
      status: 'ACTIVE',
      notBefore: '2026-10-01T00:00:00Z',
      expiresOn: '2026-10-31T23:59:59Z',
    });
    expect(upstream.requests.map(({ path }) => path)).toEqual(['/user/tokens/verify']);
  });

  test('needs no permission', async () => {
    const { ask } = await startGateway();

    const { data } = await ask(CREDENTIAL, {}, { credential: CREDENTIALS.missingPermission });

    expect(data.credential.status).toBe('ACTIVE');
  });

  test('is read once for all its fields of an operation', async () => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask('{ a: credential { tokenId } b: credential { status } }');

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(1);
  });

  test.each([
    ['with a prefix', CREDENTIALS.accountOwned, 1],
    ['without a prefix', CREDENTIALS.accountOwnedLegacy, 2],
  ])(
    'of an account-owned token %s is FORBIDDEN, which says what is needed',
    async (_what, credential, calls) => {
      const { ask, upstream } = await startGateway();

      const { errors } = await ask(CREDENTIAL, {}, { credential });

      expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
      expect(errors[0]?.message).toMatch(/needs a user-owned token .* My Profile > API Tokens/);
      expect(upstream.requests).toHaveLength(calls);
    },
  );

  test.each([
    ['unknown', UNKNOWN],
    ['unknown, by its prefix a user’s', `cfut_${UNKNOWN}12345678`],
    ['expired', CREDENTIALS.expired],
    ['disabled', CREDENTIALS.disabled],
  ])('that is %s is UNAUTHENTICATED', async (_what, credential) => {
    const { ask } = await startGateway();

    const { errors } = await ask(CREDENTIAL, {}, { credential });

    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('that Cloudflare blocks is RATE_LIMITED, also where the answer names an invalid token', async () => {
    const { ask, upstream } = await startGateway();
    const errors = [
      { code: 1000, message: 'Invalid API Token' },
      { code: 9109, message: 'Max auth failures reached, please check your Authorization header.' },
    ];
    const body = { success: false, errors, messages: [], result: null };
    upstream.injectFault({ kind: 'response', status: 403, body });

    const answer = await ask(CREDENTIAL, {}, { credential: DEMO_CREDENTIAL });

    expect(answer.errors[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(upstream.requests).toHaveLength(1);
  });

  test('that is refused for its address is FORBIDDEN, and says so', async () => {
    const { ask } = await startGateway();

    const { errors } = await ask(CREDENTIAL, {}, { credential: CREDENTIALS.ipNotAllowed });

    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(errors[0]?.message).toContain('from location');
  });

  test('is EXPIRED or DISABLED where verify describes such tokens', async () => {
    const { ask, upstream } = await startGateway();
    upstream.switches.verifyOfInactive = 'describe';

    const statusOf = async (credential: string) =>
      (await ask(CREDENTIAL, {}, { credential })).data.credential.status;

    expect(await statusOf(CREDENTIALS.expired)).toBe('EXPIRED');
    expect(await statusOf(CREDENTIALS.disabled)).toBe('DISABLED');
  });

  test.each([
    ['no status', { id: 't' }],
    ['no id', { status: 'active' }],
    ['nothing', null],
  ])('with %s is UPSTREAM_INVALID_RESPONSE', async (_what, result) => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({
      kind: 'response',
      status: 200,
      body: { result, success: true, errors: [], messages: [] },
    });

    const { errors } = await ask(CREDENTIAL);

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_INVALID_RESPONSE');
  });
});

describe('the rate limit of a credential', () => {
  const LIMIT = '{ rateLimit { limit remaining windowSeconds resetsAt } }';

  test('is whole before the first call, and makes none', async () => {
    const { ask, upstream } = await startGateway();

    const { data, errors } = await ask(LIMIT);

    expect(errors).toEqual([]);
    expect(data.rateLimit).toEqual({
      limit: 1_140,
      remaining: 1_140,
      windowSeconds: 300,
      resetsAt: null,
    });
    expect(upstream.requests).toEqual([]);
  });

  test.each([CREDENTIALS.seven, CREDENTIALS.accountOwned])(
    'of %s counts its calls alone, and says when they are forgotten',
    async (credential) => {
      const clock = createTestClock();
      const { ask } = await startGateway({ cacheTtlMs: 60_000 }, { clock });
      const remaining = async () => (await ask(LIMIT, {}, { credential })).data.rateLimit;
      await ask('{ credential { tokenId } }', {}, { credential });
      await ask('{ tokens { totalCount } }');

      const { resetsAt, remaining: left } = await remaining();
      expect(left).toBe(1_139);
      const inMs = Date.parse(resetsAt) - clock.now();
      expect(inMs).toBeGreaterThan(299_000);
      expect(inMs).toBeLessThanOrEqual(310_000);

      clock.advance(310_001);
      expect(await remaining()).toMatchObject({ remaining: 1_140, resetsAt: null });
    },
  );

  test('is not served from a cached response', async () => {
    const { ask } = await startGateway({ cacheTtlMs: 60_000 });
    const read = async () =>
      (await ask('{ tokens(first: 1) { totalCount } rateLimit { remaining } }')).data.rateLimit;

    await read();

    expect(await read()).toEqual({ remaining: 1_139 });
  });

  test('is spent while Cloudflare blocks the credential, until the block ends', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({}, { clock });
    upstream.injectFault({
      kind: 'response',
      status: 429,
      headers: { 'retry-after': '120' },
      body: { success: false, errors: [{ code: 971, message: 'slow down' }], result: null },
    });
    await ask('{ tokens { totalCount } }');

    const { data } = await ask(LIMIT);

    expect(data.rateLimit).toMatchObject({
      remaining: 0,
      resetsAt: new Date(clock.now() + 120_000).toISOString(),
    });
    clock.advance(120_000);
    expect((await ask(LIMIT)).data.rateLimit.remaining).toBe(1_139);
  });

  test('needs a credential', async () => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask(LIMIT, {}, { credential: null });

    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(upstream.requests).toEqual([]);
  });
});
