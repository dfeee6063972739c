import { createHash, createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { createTestClock, type TestClock } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { serve } from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';
const GATEWAY_TOKEN = CREDENTIALS.seven;
const HOUR_MS = 3_600_000;
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

async function codeOf({ ask }: TestGateway, credential: string | null): Promise<string> {
  const { errors, data } = await ask(COUNT, {}, { credential });
  if (errors.length === 0) expect(data).toEqual({ tokens: { totalCount: 7 } });
  return errors[0]?.extensions.code ?? 'OK';
}

describe('an API key', () => {
  const open = () =>
    startGateway({
      gatewayToken: GATEWAY_TOKEN,
      apiKeyHashes: [hashOf('old-key'), hashOf('new-key')],
    });

  test('gives access to the gateway token; several are valid at once, so that they can be rotated', async () => {
    const gateway = await open();

    expect(await codeOf(gateway, 'old-key')).toBe('OK');
    expect(await codeOf(gateway, 'new-key')).toBe('OK');
    expect(gateway.upstream.requests.map(({ authorization }) => authorization)).toEqual(
      Array(2).fill(`Bearer ${GATEWAY_TOKEN}`),
    );
  });

  test.each([
    ['no key', null],
    ['an unknown key', 'other-key'],
    ['a key in capital letters', 'OLD-KEY'],
    ['part of a key', 'old-ke'],
    ['the hash of a key', hashOf('old-key')],
    ['the gateway token', GATEWAY_TOKEN],
    ['two keys', 'old-key new-key'],
    ['text in the form of a JWT', 'a.b.c'],
  ])('is required: %s is refused without a call upstream', async (_name, credential) => {
    const gateway = await open();

    expect(await codeOf(gateway, credential)).toBe('UNAUTHENTICATED');
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  test('is refused after it was removed', async () => {
    const gateway = await startGateway({
      gatewayToken: GATEWAY_TOKEN,
      apiKeyHashes: [hashOf('new-key')],
    });

    expect(await codeOf(gateway, 'old-key')).toBe('UNAUTHENTICATED');
  });

  test('makes any Host header acceptable', async () => {
    const { ask } = await open();
    const headers = { host: 'gateway.example.com' };

    expect((await ask(COUNT, {}, { credential: 'old-key', headers })).errors).toEqual([]);
  });

  test('is not needed for introspection', async () => {
    const { ask } = await open();

    expect((await ask('{ __typename }', {}, { credential: null })).errors).toEqual([]);
  });
});

describe('a JWT', () => {
  const ISSUER = 'https://issuer.example';
  const AUDIENCE = 'tokens-gateway';
  const pair = (): { privateKey: KeyObject; publicKey: KeyObject } =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ours = pair();
  const others = pair();

  /** Starts the server of an issuer's public keys. A test may change its response. */
  async function startIssuer() {
    const key = { ...(await exportJWK(ours.publicKey)), kid: 'ours', alg: 'ES256', use: 'sig' };
    const issuer = {
      status: 200,
      body: JSON.stringify({ keys: [key] }),
      requests: 0,
      headers: {},
      isHanging: false,
      /** Called when the gateway has closed the connection of an answer. */
      onClose: () => {},
    };
    const origin = await serve((_request, response) => {
      issuer.requests += 1;
      response.on('close', () => issuer.onClose());
      if (issuer.isHanging) return;
      response
        .writeHead(issuer.status, { 'content-type': 'application/json', ...issuer.headers })
        .end(issuer.body);
    });
    return { issuer, jwksUrl: `${origin}/keys` };
  }

  async function open(options: GatewayOptions = {}) {
    const clock = createTestClock(Date.now());
    const { issuer, jwksUrl } = await startIssuer();
    const jwt = { issuer: ISSUER, audience: AUDIENCE, jwksUrl };
    const gateway = await startGateway({ gatewayToken: GATEWAY_TOKEN, jwt, ...options }, { clock });
    return { gateway, issuer, clock };
  }

  interface Claims {
    readonly key?: KeyObject;
    readonly kid?: string;
    readonly issuer?: string;
    readonly audience?: string;
    readonly subject?: unknown;
    readonly expiresInSeconds?: number | null;
    readonly notBeforeInSeconds?: number;
  }

  function sign(clock: TestClock, claims: Claims = {}): Promise<string> {
    const { key = ours.privateKey, kid = 'ours', issuer = ISSUER, audience = AUDIENCE } = claims;
    const { subject = 'dashboard', expiresInSeconds = 600, notBeforeInSeconds } = claims;
    const nowSeconds = Math.floor(clock.now() / 1_000);
    const payload = subject === null ? {} : { sub: subject as string };
    const jwt = new SignJWT(payload).setProtectedHeader({ alg: 'ES256', kid }).setIssuer(issuer);
    jwt.setAudience(audience);
    if (expiresInSeconds !== null) jwt.setExpirationTime(nowSeconds + expiresInSeconds);
    if (notBeforeInSeconds !== undefined) jwt.setNotBefore(nowSeconds + notBeforeInSeconds);
    return jwt.sign(key);
  }

  test('gives access to the gateway token', async () => {
    const { gateway, clock, issuer } = await open();

    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    expect(await codeOf(gateway, await sign(clock, { subject: 'other' }))).toBe('OK');
    // The public keys are requested once.
    expect(issuer.requests).toBe(1);
  });

  test('is accepted beside API keys', async () => {
    const { gateway, clock } = await open({ apiKeyHashes: [hashOf('a-key')] });

    expect(await codeOf(gateway, 'a-key')).toBe('OK');
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    expect(await codeOf(gateway, 'b-key')).toBe('UNAUTHENTICATED');
  });

  test.each([
    ['that has expired', { expiresInSeconds: -31 }, /expired/],
    ['that never expires', { expiresInSeconds: null }, /not accept/],
    ['that is not valid yet', { notBeforeInSeconds: 31 }, /not accept/],
    ['of another issuer', { issuer: 'https://evil.example' }, /not accept/],
    ['for another audience', { audience: 'elsewhere' }, /not accept/],
    ['without a subject', { subject: null }, /not accept/],
    ['with an empty subject', { subject: '' }, /not accept/],
    ['with a blank subject', { subject: ' ' }, /not accept/],
    ['with a number as subject', { subject: 7 }, /not accept/],
    ['with a list as subject', { subject: ['a'] }, /not accept/],
    ['signed with another key', { key: others.privateKey }, /not accept/],
    ['that names an unknown public key', { kid: 'theirs' }, /not accept/],
  ] as const)('%s is refused', async (_name, claims, message) => {
    const { gateway, clock } = await open();
    const credential = await sign(clock, claims as Claims);

    const { errors } = await gateway.ask(COUNT, {}, { credential });

    expect(errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(errors[0]?.message).toMatch(message);
    expect(gateway.upstream.requests).toHaveLength(0);
  });

  test.each([
    ['that expired less than half a minute ago', { expiresInSeconds: -29 }],
    ['that becomes valid in less than half a minute', { notBeforeInSeconds: 29 }],
  ])('%s is accepted, since clocks may differ', async (_name, claims) => {
    const { gateway, clock } = await open();

    expect(await codeOf(gateway, await sign(clock, claims))).toBe('OK');
  });

  test.each(['none', 'None', 'HS256', 'RS256'])(
    'is refused if its algorithm was changed to "%s"',
    async (alg) => {
      const { gateway, clock } = await open();
      const [, payload = '', signature = ''] = (await sign(clock)).split('.');
      const header = Buffer.from(JSON.stringify({ alg, kid: 'ours' })).toString('base64url');
      // As if the public key were a shared secret: the classic confusion of algorithms.
      const pem = ours.publicKey.export({ type: 'spki', format: 'pem' });
      const hmac = createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url');

      for (const forged of ['', signature, hmac]) {
        expect(await codeOf(gateway, `${header}.${payload}.${forged}`)).toBe('UNAUTHENTICATED');
      }
    },
  );

  test('is refused if its claims were changed', async () => {
    const { gateway, clock } = await open();
    const [header, payload = '', signature] = (await sign(clock)).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const changed = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');

    expect(await codeOf(gateway, `${header}.${changed}.${signature}`)).toBe('UNAUTHENTICATED');
    expect(await codeOf(gateway, `${header}.${payload}.${signature}`)).toBe('OK');
  });

  test.each([
    [500, 'oops'],
    [200, '<html>'],
    [200, '{"keys": 7}'],
    [302, ''],
  ])(
    'is answered with AUTHENTICATION_UNAVAILABLE if the key server returns %i %s',
    async (status, body) => {
      const { gateway, clock, issuer } = await open();
      Object.assign(issuer, { status, body });

      expect(await codeOf(gateway, await sign(clock))).toBe('AUTHENTICATION_UNAVAILABLE');
      expect(gateway.upstream.requests).toHaveLength(0);
    },
  );

  test('causes no request of its own to a key server that fails, even if it is forged', async () => {
    const { gateway, clock, issuer } = await open();
    issuer.status = 500;
    const forged = await sign(clock, { key: others.privateKey });

    for (let count = 0; count < 5; count++) {
      expect(await codeOf(gateway, forged)).toBe('AUTHENTICATION_UNAVAILABLE');
    }
    expect(issuer.requests).toBe(1);

    issuer.status = 200;
    clock.advance(5_000);
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    expect(issuer.requests).toBe(2);
  });

  test('is verified with the cached public keys while their server fails', async () => {
    const { gateway, clock, issuer } = await open();
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    issuer.status = 500;

    expect(await codeOf(gateway, await sign(clock, { subject: 'later' }))).toBe('OK');
    expect(await codeOf(gateway, await sign(clock, { kid: 'theirs' }))).not.toBe('OK');
  });

  test('keys are loaded again after ten minutes, however the wall clock is set', async () => {
    const { gateway, clock, issuer } = await open();
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');

    clock.setWallClock(HOUR_MS);
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    expect(issuer.requests).toBe(1);
    clock.setWallClock(-2 * HOUR_MS);
    clock.advance(600_000);
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    expect(issuer.requests).toBe(2);
  });

  test('an unknown key is looked for again after half a minute, however the wall clock is set', async () => {
    const { gateway, clock, issuer } = await open();
    const unknown = async () => codeOf(gateway, await sign(clock, { kid: 'theirs' }));
    expect(await unknown()).toBe('UNAUTHENTICATED');

    clock.setWallClock(HOUR_MS);
    expect(await unknown()).toBe('UNAUTHENTICATED');
    expect(issuer.requests).toBe(1);
    clock.setWallClock(-2 * HOUR_MS);
    clock.advance(30_000);
    expect(await unknown()).toBe('UNAUTHENTICATED');
    expect(issuer.requests).toBe(2);
  });

  test('a key server that failed is asked again after five seconds, however the wall clock is set', async () => {
    const { gateway, clock, issuer } = await open();
    issuer.status = 500;
    expect(await codeOf(gateway, await sign(clock))).toBe('AUTHENTICATION_UNAVAILABLE');
    issuer.status = 200;

    clock.setWallClock(HOUR_MS);
    expect(await codeOf(gateway, await sign(clock))).toBe('AUTHENTICATION_UNAVAILABLE');
    clock.setWallClock(-2 * HOUR_MS);
    clock.advance(5_000);
    expect(await codeOf(gateway, await sign(clock))).toBe('OK');
    expect(issuer.requests).toBe(2);
  });

  test.each([
    ['expired', { expiresInSeconds: -31 }, 'JWT: expired'],
    ['for another audience', { audience: 'elsewhere' }, 'JWT: aud: check_failed'],
    ['of another issuer', { issuer: 'https://evil.example' }, 'JWT: iss: check_failed'],
    ['without an expiry', { expiresInSeconds: null }, 'JWT: exp: missing'],
    ['of a wrong key', { key: others.privateKey }, 'JWT: ERR_JWS_SIGNATURE_VERIFICATION_FAILED'],
    ['of an unknown key', { kid: 'theirs' }, 'JWT: ERR_JWKS_NO_MATCHING_KEY'],
    ['with a number as subject', { subject: 7 }, 'JWT: sub is not a text, or is empty'],
  ] as const)('%s: the log has the reason, the caller has not', async (_name, claims, reason) => {
    const { gateway, clock } = await open();
    const credential = await sign(clock, claims as Claims);

    const { errors } = await gateway.ask(COUNT, {}, { credential });

    expect(JSON.stringify(errors)).not.toContain(reason);
    expect(gateway.lines.at(-1)?.fields['reasons']).toEqual([reason]);
  });

  describe('while the key server hangs', () => {
    async function openHanging() {
      const opened = await open();
      const { gateway, clock, issuer } = opened;
      expect(await codeOf(gateway, await sign(clock))).toBe('OK');
      issuer.isHanging = true;
      clock.advance(600_000);
      return opened;
    }

    test('is verified at once with known keys, which are loaded again behind', async () => {
      const { gateway, clock, issuer } = await openHanging();
      const closed = new Promise<void>((resolve) => {
        issuer.onClose = resolve;
      });

      // The clock stands still, so that no time limit ends: nobody waits.
      for (let count = 0; count < 5; count++) {
        expect(await codeOf(gateway, await sign(clock))).toBe('OK');
      }
      clock.advance(5_000);
      await closed;
      expect(await codeOf(gateway, await sign(clock))).toBe('OK');
      expect(issuer.requests).toBe(2);
      expect(gateway.logged.join()).toContain('no answer within 5000 ms');

      issuer.isHanging = false;
      clock.advance(30_000);
      expect(await codeOf(gateway, await sign(clock))).toBe('OK');
      expect(await codeOf(gateway, await sign(clock, { subject: 'later' }))).toBe('OK');
    });

    test('waits for it only with an unknown key, and causes one request in half a minute', async () => {
      const { gateway, clock, issuer } = await openHanging();
      const unknown = await sign(clock, { kid: 'theirs' });
      const waiting = Promise.all([codeOf(gateway, unknown), codeOf(gateway, unknown)]);
      expect(await codeOf(gateway, await sign(clock))).toBe('OK');

      clock.advance(5_000);
      expect(await waiting).toEqual(Array(2).fill('AUTHENTICATION_UNAVAILABLE'));
      expect(await codeOf(gateway, unknown)).toBe('AUTHENTICATION_UNAVAILABLE');
      expect(await codeOf(gateway, await sign(clock))).toBe('OK');
      expect(issuer.requests).toBe(2);
    });

    test('is refused once the known keys are an hour old', async () => {
      const { gateway, clock } = await openHanging();
      clock.advance(HOUR_MS);
      const late = gateway.ask(COUNT, {}, { credential: await sign(clock) });
      while (!gateway.logged.join().includes('keys cannot be read')) {
        clock.advance(1_000);
        await new Promise((resolve) => setImmediate(resolve));
      }

      expect((await late).errors[0]?.extensions.code).toBe('AUTHENTICATION_UNAVAILABLE');
    });
  });

  test('reads no more than a megabyte of the keys', async () => {
    const { gateway, clock, issuer } = await open();
    issuer.body = ' '.repeat(1_000_001) + issuer.body;

    expect(await codeOf(gateway, await sign(clock))).toBe('AUTHENTICATION_UNAVAILABLE');
    expect(gateway.logged.join()).toContain('more than 1000000 bytes');
  });

  test('does not follow a redirect of the key server', async () => {
    const { gateway, clock, issuer } = await open();
    let followed = 0;
    const elsewhere = await serve((_request, response) => {
      followed += 1;
      response.end(issuer.body);
    });
    Object.assign(issuer, { status: 302, headers: { location: elsewhere } });

    expect(await codeOf(gateway, await sign(clock))).toBe('AUTHENTICATION_UNAVAILABLE');
    expect(gateway.logged.join()).toContain('HTTP 302');
    expect(followed).toBe(0);
  });
});
