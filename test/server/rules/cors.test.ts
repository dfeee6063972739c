import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { startGateway } from '../../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const BODY = JSON.stringify({ query: COUNT });
const GET_COUNT = `/graphql?query=${encodeURIComponent(COUNT)}`;
const AUTHORIZATION = { authorization: `Bearer ${CREDENTIALS.seven}` };
const LISTED = 'https://app.example.com';
const corsOrigins = [LISTED, 'http://localhost:3000'];

async function open(options: GatewayOptions = {}) {
  const { post, ...gateway } = await startGateway(options);
  return {
    ...gateway,
    post: (headers: Readonly<Record<string, string>> = {}) =>
      post(BODY, { ...AUTHORIZATION, ...headers }),
  };
}

const preflight = (origin: string) => ({
  method: 'OPTIONS',
  headers: {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  },
});

const corsHeaders = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

describe('a page of another origin', () => {
  test.each(corsOrigins)('may read responses if its origin is listed: %s', async (origin) => {
    const { post, send } = await open({ corsOrigins });
    const response = await send('/graphql', preflight(origin));
    const allowed = {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-expose-headers': 'retry-after, x-request-id',
      'access-control-max-age': '600',
    };

    expect(response.status).toBe(204);
    expect(corsHeaders(response)).toEqual({
      ...allowed,
      'access-control-allow-headers': 'authorization,content-type',
    });
    // Refused requests, too: otherwise the page could not read the reason.
    for (const each of [
      await post({ origin }),
      await post({ origin, authorization: 'none' }),
      await send(GET_COUNT, { headers: { origin } }),
    ]) {
      expect(corsHeaders(each)).toEqual(allowed);
      expect(each.headers.get('vary')).toContain('Origin');
    }
  });

  test.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'https://app.example.com:8443',
    'http://app.example.com',
    'HTTPS://APP.EXAMPLE.COM',
    'https://app.example.com/',
    `${LISTED}, https://evil.example`,
    'null',
    '*',
    '',
  ])('may read nothing if its origin is not listed: %j', async (origin) => {
    for (const options of [{ corsOrigins }, { corsOrigins: [LISTED] }, {}]) {
      const { post, send } = await open(options);

      expect(corsHeaders(await post({ origin }))).toEqual({});
      expect(corsHeaders(await send('/graphql', preflight(origin)))).toEqual({});
    }
  });

  test('may read nothing by default, and gets no cookie', async () => {
    const { post, send } = await open();
    const origin = 'https://evil.example';

    const response = await post({ origin });
    const ofPreflight = await send('/graphql', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

    for (const each of [response, ofPreflight]) expect(corsHeaders(each)).toEqual({});
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

test('a request without an origin gets no CORS header, but Vary for caches', async () => {
  const { post } = await open({ corsOrigins });
  const response = await post();

  expect(corsHeaders(response)).toEqual({});
  expect(response.headers.get('vary')).toContain('Origin');
});

test('no cookie is read, and Cloudflare’s cookies and CORS headers are not passed on', async () => {
  const { ask, upstream } = await startGateway();
  upstream.injectFault({
    kind: 'response',
    status: 403,
    headers: { 'set-cookie': '__cf_bm=x', 'access-control-allow-origin': '*' },
    body: { success: false, errors: [{ code: 9109, message: 'no' }], messages: [], result: null },
  });

  const refused = await ask(COUNT);
  const withCookie = await ask(
    COUNT,
    {},
    {
      credential: null,
      headers: { cookie: `authorization=Bearer ${DEMO_CREDENTIAL}` },
    },
  );

  expect(refused.errors[0]?.extensions.code).toBe('FORBIDDEN');
  expect(refused.headers.has('set-cookie')).toBe(false);
  expect(refused.headers.has('access-control-allow-origin')).toBe(false);
  expect(withCookie.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
});
