import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { canary } from '../../support/canary.ts';
import { brokenClock } from '../../support/clock.ts';
import { codeOf, startGateway } from '../../support/gateway.ts';
import { sendBytes, serve } from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';
const BODY = JSON.stringify({ query: COUNT });

async function open(options: GatewayOptions = {}) {
  const gateway = await startGateway(options);
  const post = (headers: Readonly<Record<string, string>> = {}) => gateway.post(BODY, headers);
  const totalCount = async (headers: Readonly<Record<string, string>> = {}) =>
    JSON.parse(await (await post(headers)).text()).data.tokens.totalCount;
  return { ...gateway, post, totalCount };
}

describe('the caller’s credential', () => {
  test('is sent to Cloudflare, and no other header is', async () => {
    const { post, upstream } = await open();

    await post({
      authorization: `bearer  ${CREDENTIALS.seven}`,
      cookie: 'a=b',
      'x-forwarded-for': '::1',
    });

    const [request] = upstream.requests;
    expect(request?.authorization).toBe(`Bearer ${CREDENTIALS.seven}`);
    expect(upstream.requests).toHaveLength(1);
  });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Bearer two words',
    'Bearer ü',
    `Token ${DEMO_CREDENTIAL}`,
  ])('is refused without a call upstream if it is %j', async (authorization) => {
    const { post, upstream } = await open();

    const response = await post(authorization === undefined ? {} : { authorization });

    expect(await codeOf(response)).toBe('UNAUTHENTICATED');
    expect(upstream.requests).toHaveLength(0);
  });

  test('is refused if the header comes twice over a socket, without a call upstream', async () => {
    const { gateway, upstream } = await open();
    const origin = await serve(gateway.listener);
    const twice = (second: string) =>
      sendBytes(
        origin,
        [
          'POST /graphql HTTP/1.1',
          'Host: localhost',
          `Authorization: Bearer ${CREDENTIALS.seven}`,
          second,
          'Content-Type: application/json',
          'Connection: close',
          `Content-Length: ${BODY.length}`,
          '',
          BODY,
        ].join('\r\n'),
      );

    for (const second of [
      `Authorization: Bearer ${CREDENTIALS.demo}`,
      `authorization: Bearer ${CREDENTIALS.seven}`,
      'AUTHORIZATION: ',
    ]) {
      const response = await twice(second);
      expect(response).toMatch(/^HTTP\/1\.1 400 /);
      expect(response).toContain('"code":"BAD_REQUEST"');
      expect(response).toContain('Expected one Authorization header');
    }
    expect(upstream.requests).toHaveLength(0);
    expect(await twice('X-Other: 1')).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([CREDENTIALS.demo, CREDENTIALS.seven, ''])(
    'is refused if a fetch host has joined it with a second header: %j',
    async (second) => {
      const { send, upstream } = await startGateway({ demoToken: DEMO_CREDENTIAL });
      const headers = new Headers({ 'content-type': 'application/json' });
      headers.append('authorization', `Bearer ${CREDENTIALS.seven}`);
      headers.append('authorization', `Bearer ${second}`);

      const response = await send('/graphql', { method: 'POST', headers, body: BODY });

      expect(await codeOf(response)).toBe('UNAUTHENTICATED');
      expect(upstream.requests).toHaveLength(0);
    },
  );

  test.each([
    ['x'.repeat(40), 'UNAUTHENTICATED'],
    ['short', 'UNAUTHENTICATED'],
    [CREDENTIALS.expired, 'UNAUTHENTICATED'],
    [CREDENTIALS.disabled, 'UNAUTHENTICATED'],
    [CREDENTIALS.accountOwned, 'FORBIDDEN'],
    [CREDENTIALS.missingPermission, 'FORBIDDEN'],
    [CREDENTIALS.ipNotAllowed, 'FORBIDDEN'],
  ])('%s is checked by Cloudflare: %s', async (secret, code) => {
    const { post } = await open();

    expect(await codeOf(await post({ authorization: `Bearer ${secret}` }))).toBe(code);
  });

  test('decides which list each of several concurrent callers reads', async () => {
    const { totalCount } = await open();
    const expected = { seven: 7, empty: 0, demo: 125 } as const;

    const counts = await Promise.all(
      Object.keys(expected).map(async (name) => {
        const secret = CREDENTIALS[name as keyof typeof expected];
        return [name, await totalCount({ authorization: `Bearer ${secret}` })];
      }),
    );

    expect(Object.fromEntries(counts)).toEqual(expected);
  });

  test('is not needed for introspection', async () => {
    const { post } = await startGateway();

    const response = await post(JSON.stringify({ query: '{ __schema { queryType { name } } }' }));

    expect(JSON.parse(await response.text())).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });

  test('replaces the demo credential', async () => {
    const { totalCount } = await open({ demoToken: DEMO_CREDENTIAL });

    expect(await totalCount()).toBe(125);
    expect(await totalCount({ authorization: `Bearer ${CREDENTIALS.seven}` })).toBe(7);
  });

  test('is replaced by a gateway token', async () => {
    const { post, upstream } = await open({ gatewayToken: CREDENTIALS.seven });

    await post({ authorization: `Bearer ${CREDENTIALS.demo}` });

    expect(upstream.requests[0]?.authorization).toBe(`Bearer ${CREDENTIALS.seven}`);
  });
});

describe('a canary in the credential', () => {
  const CANARY = canary('in_the_header');

  test('appears in no error, even if Cloudflare quotes it, and in no log', async () => {
    const { ask, upstream, logged } = await startGateway();
    const quoting = {
      code: 1000,
      message: `bad token ${CANARY}`,
      documentation_url: `https://x/${CANARY}`,
    };
    upstream.injectFault({
      kind: 'response',
      status: 418,
      body: { success: false, errors: [quoting], messages: [quoting] },
    });

    const quoted = await ask(COUNT, {}, { credential: CANARY });
    const refused = await ask(COUNT, {}, { credential: CANARY });
    const malformed = await ask(COUNT, {}, { credential: `${CANARY} and more` });

    expect(JSON.stringify(quoted.errors)).toContain('bad token [credential]');
    expect(JSON.stringify([quoted, refused, malformed, logged])).not.toContain(CANARY);
  });

  test('appears in no log of a bug', async () => {
    const { ask, logged } = await startGateway({}, { clock: brokenClock() });

    await ask(COUNT, {}, { credential: CANARY });

    expect(logged.join()).toContain('a bug of ours');
    expect(logged.join()).not.toContain(CANARY);
  });

  test('is not quoted from a body that cannot be parsed', async () => {
    const { post } = await startGateway();

    const response = await post(`{${CANARY}`);

    expect(response.status).toBe(400);
    const text = await response.text();
    expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
    expect(text).not.toContain(CANARY);
  });
});
