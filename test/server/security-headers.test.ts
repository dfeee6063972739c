import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { startGateway } from '../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const BODY = JSON.stringify({ query: COUNT });
const GET_COUNT = `/graphql?query=${encodeURIComponent(COUNT)}`;
const AUTHORIZATION = { authorization: `Bearer ${CREDENTIALS.seven}` };
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

describe('the security headers', () => {
  const post = (headers: object = {}, body = BODY) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

  test.each([
    ['data', 200, '/graphql', post(AUTHORIZATION)],
    ['an event stream', 200, '/graphql', post({ ...AUTHORIZATION, accept: 'text/event-stream' })],
    ['a missing credential', 200, '/graphql', post()],
    ['a syntax error', 200, '/graphql', post({}, '{"query":"{"}')],
    ['a body that is no JSON', 400, '/graphql', post({}, '{')],
    ['a body over the limit', 413, '/graphql', post({}, ' '.repeat(100_001))],
    ['another type of the body', 415, '/graphql', post({ 'content-type': 'text/xml' })],
    ['another type of the response', 406, '/graphql', post({ accept: 'image/png' })],
    ['another method', 405, '/graphql', { ...post(), method: 'PUT' }],
    ['a request that needs a preflight', 403, GET_COUNT, {}],
    [
      'a preflight',
      204,
      '/graphql',
      { method: 'OPTIONS', headers: { origin: 'https://a.example' } },
    ],
    ['another host name', 421, '/graphql', post({ host: 'evil.example' })],
    ['the redirect to GraphiQL', 302, '/', {}],
    ['an unknown path', 404, '/elsewhere', {}],
    ['/health', 200, '/health', {}],
    ['/ready', 200, '/ready', {}],
  ] as const)('are in the response to %s (%i)', async (name, status, path, init) => {
    const isOpen = name === 'another host name' && { demoToken: DEMO_CREDENTIAL };
    const { send, gateway } = await startGateway({ ...isOpen });
    const response = await send(path, init);

    expect(response.status).toBe(status);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...HEADERS,
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(response.headers.has('set-cookie')).toBe(false);
    // A request is no longer in flight once it is answered.
    expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
  });

  test('let GraphiQL run its own code and no other', async () => {
    const { send, gateway } = await startGateway();
    const page = await send('/graphql', { headers: BROWSER });
    const html = await page.text();
    const scripts = Array.from(html.matchAll(/<script>(.*?)<\/script>/gs), ([, text = '']) => text);
    const hashes = scripts.map(
      (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
    );
    const policy = page.headers.get('content-security-policy') ?? '';

    expect(scripts.join('').length).toBeGreaterThan(1_000_000);
    // A browser may keep the page, and asks whether it has changed.
    const headers = { ...HEADERS, 'cache-control': 'private, no-cache' };
    expect(Object.fromEntries(page.headers)).toMatchObject(headers);
    expect(page.headers.has('set-cookie')).toBe(false);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashes.join(' ')} blob:`,
      'worker-src blob:',
      "style-src 'unsafe-inline'",
      'img-src data:',
      'font-src data:',
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ]);
    expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
  });
});
