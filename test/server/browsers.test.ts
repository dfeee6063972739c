import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import type { GatewayOptions } from '../../src/gateway.ts';
import { startGateway } from '../support/gateway.ts';
import { serve } from '../support/server.ts';

const COUNT = '{ tokens { totalCount } }';
const QUERY = `query=${encodeURIComponent(COUNT)}`;
const BODY = JSON.stringify({ query: COUNT });
const JSON_TYPE = { 'content-type': 'application/json' };
const AUTHORIZATION = { authorization: `Bearer ${CREDENTIALS.seven}` };
const PAGE = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function open(options: GatewayOptions = {}) {
  const { gateway, upstream } = await startGateway(options);
  const send = (path: string, init: RequestInit = {}) =>
    gateway.fetch(new Request(`http://127.0.0.1:4000${path}`, init));
  const post = (headers: Readonly<Record<string, string>> = {}) =>
    send('/graphql', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...AUTHORIZATION, ...headers },
      body: BODY,
    });
  return { gateway, upstream, send, post };
}

async function codeOf(response: Response): Promise<string> {
  return JSON.parse(await response.text()).errors[0].extensions.code;
}

describe('a page of another origin', () => {
  const LISTED = 'https://app.example.com';
  const corsOrigins = [LISTED, 'http://localhost:3000'];
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

  test.each(corsOrigins)('reads answers where its origin is listed: %s', async (origin) => {
    const { post, send } = await open({ corsOrigins });
    const asked = await send('/graphql', preflight(origin));
    const allowed = {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-expose-headers': 'retry-after, x-request-id',
      'access-control-max-age': '600',
    };

    expect(asked.status).toBe(204);
    expect(corsHeaders(asked)).toEqual({
      ...allowed,
      'access-control-allow-headers': 'authorization,content-type',
    });
    // Refusals, too, or the page could not tell why.
    for (const answer of [
      await post({ origin }),
      await post({ origin, authorization: 'none' }),
      await send(`/graphql?${QUERY}`, { headers: { origin } }),
    ]) {
      expect(corsHeaders(answer)).toEqual(allowed);
      expect(answer.headers.get('vary')).toContain('Origin');
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
  ])('reads nothing where it is not: %j', async (origin) => {
    for (const options of [{ corsOrigins }, { corsOrigins: [LISTED] }, {}]) {
      const { post, send } = await open(options);

      expect(corsHeaders(await post({ origin }))).toEqual({});
      expect(corsHeaders(await send('/graphql', preflight(origin)))).toEqual({});
    }
  });

  test('what says no origin gets no word about any, but caches are told that it matters', async () => {
    const { post } = await open({ corsOrigins });
    const answer = await post();

    expect(corsHeaders(answer)).toEqual({});
    expect(answer.headers.get('vary')).toContain('Origin');
  });
});

describe('what a page of any site may send without asking', () => {
  const simple = [
    'text/plain; application/json',
    'text/plain, application/json',
    'text/plain;charset=application/json',
    'TEXT/PLAIN',
    '  text/plain',
    'multipart/form-data; boundary=application/json',
    'application/x-www-form-urlencoded; charset=utf-8',
  ];

  test.each(simple)('is refused as "%s"', async (type) => {
    const { post, upstream } = await open();
    const answer = await post({ 'content-type': type });

    expect(answer.status).toBe(403);
    expect(await codeOf(answer)).toBe('PREFLIGHT_REQUIRED');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each([
    '/graphql/',
    '/graphql//',
    '//graphql',
    '//evil.example/graphql',
    '/x/graphql',
    '/GraphQL',
    '/graphql;x',
    '/graphql%2f',
    '/%2e%2e/x',
    '/health/graphql',
  ])('is not let in by another path: %s', async (path) => {
    const { send, upstream } = await open({ demoToken: DEMO_CREDENTIAL });

    for (const search of [QUERY, `${QUERY}&x=/graphql`, `${QUERY}#/graphql`]) {
      expect((await send(`${path}?${search}`)).status).toBe(404);
      expect((await send(`${path}?${search}`, { headers: PAGE })).status).toBe(404);
    }
    const body = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: BODY };
    expect((await send(path, body)).status).toBe(404);
    expect(upstream.requests).toHaveLength(0);
  });

  test('is refused as HEAD, and shows the page instead of running what its URL says', async () => {
    const { send, upstream } = await open({ demoToken: DEMO_CREDENTIAL });

    expect((await send(`/graphql?${QUERY}`, { method: 'HEAD' })).status).toBe(403);
    const page = await send(`/graphql?${QUERY}`, { headers: PAGE });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).not.toContain('"data":{"tokens"');
    expect(upstream.requests).toHaveLength(0);
  });
});

describe('what only who asked may send', () => {
  const asked = { 'graphql-preflight': '1' };

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;text/plain',
    'application/graphql+json',
  ])('is taken as "%s"', async (type) => {
    const { post } = await open();

    expect(JSON.parse(await (await post({ 'content-type': type })).text())).toEqual({
      data: { tokens: { totalCount: 7 } },
    });
  });

  test.each([
    ['application/jsonp', {}],
    ['text/json', {}],
    ['application/xml', {}],
    ['application/json-patch+json', {}],
    ['text/plain', asked],
    ['multipart/form-data; boundary=x', asked],
    ['', asked],
  ])('is not known as "%s"', async (type, headers) => {
    const { post, upstream } = await open();
    const answer = await post({ 'content-type': type, ...headers });

    expect(answer.status).toBe(415);
    expect(await codeOf(answer)).toBe('UNSUPPORTED_MEDIA_TYPE');
    expect(upstream.requests).toHaveLength(0);
  });

  test('may be a form', async () => {
    const { send } = await open();
    const type = 'application/x-www-form-urlencoded';
    const form = (body: string) =>
      send('/graphql', {
        method: 'POST',
        headers: { 'content-type': type, ...asked, ...AUTHORIZATION },
        body,
      });

    expect(JSON.parse(await (await form(QUERY)).text()).data.tokens.totalCount).toBe(7);
    expect(await codeOf(await form(`${QUERY}&variables={`))).toBe('BAD_REQUEST');
  });

  test.each(['variables', 'extensions'])('has JSON as the %s of a URL', async (name) => {
    const { send, upstream } = await open();
    const headers = { ...asked, ...AUTHORIZATION };
    const answer = await send(`/graphql?${QUERY}&${name}={"canary`, { headers });

    expect(answer.status).toBe(400);
    const text = await answer.text();
    expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
    expect(text).not.toContain('canary');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'PROPFIND'])('is not %s', async (method) => {
    const { send } = await open();
    const answer = await send('/graphql', { method, headers: JSON_TYPE, body: BODY });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, POST');
    expect(await codeOf(answer)).toBe('METHOD_NOT_ALLOWED');
  });

  test.each(['image/png', 'application/xml, text/css'])('does not want %s', async (accept) => {
    const { post } = await open();
    const answer = await post({ accept });

    expect(answer.status).toBe(406);
    expect(await codeOf(answer)).toBe('NOT_ACCEPTABLE');
  });
});

describe('where no credential is asked for, a name that points here', () => {
  const FORGED = [
    'evil.example@localhost',
    'localhost@evil.example',
    'localhost/evil.example',
    'localhost#.evil.example',
    'localhost, evil.example',
    'localhost:4000:4000',
    'localhost.',
    '127.0.0.1.example',
    '[::1].evil.example',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
  ];

  test.each(FORGED)('does not pass as a loopback name: %s', async (host) => {
    const { post, upstream } = await open({ demoToken: DEMO_CREDENTIAL });
    const answer = await post({ host });

    expect(answer.status).toBe(421);
    expect(await codeOf(answer)).toBe('MISDIRECTED_REQUEST');
    expect(upstream.requests).toHaveLength(0);
  });

  test('is told by its Host alone, whatever a proxy would say', async () => {
    const { post } = await open({ demoToken: DEMO_CREDENTIAL });
    const forwarded = (name: string) => ({
      'x-forwarded-host': name,
      forwarded: `host=${name}`,
      'x-host': name,
    });

    expect((await post({ host: 'evil.example', ...forwarded('localhost') })).status).toBe(421);
    expect((await post({ host: 'localhost', ...forwarded('evil.example') })).status).toBe(200);
  });

  test('gets neither the page nor leave to ask; probes come by address', async () => {
    const { send } = await open({
      demoToken: DEMO_CREDENTIAL,
      corsOrigins: ['http://evil.example'],
    });
    const host = { host: 'evil.example' };
    const statusOf = async (path: string, init: RequestInit) => (await send(path, init)).status;

    expect(await statusOf('/graphql', { headers: { ...host, ...PAGE } })).toBe(421);
    expect(await statusOf('/', { headers: host })).toBe(421);
    expect(await statusOf('/graphql', { method: 'OPTIONS', headers: host })).toBe(421);
    expect(await statusOf('/health', { headers: host })).toBe(200);
  });

  const request = (lines: string) =>
    `${lines}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

  test.each([
    ['two', 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nHost: evil.example'],
    ['the same twice', 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nHost: localhost'],
    ['one with a blank', 'POST /graphql HTTP/1.1\r\nHost: local host'],
    ['half an address', 'POST /graphql HTTP/1.1\r\nHost: [::1'],
    ['no port', 'POST /graphql HTTP/1.1\r\nHost: localhost:port'],
    ['another in the target', 'POST http://evil.example/graphql HTTP/1.1\r\nHost: localhost'],
    ['none, and no path', 'OPTIONS * HTTP/1.1\r\nHost: localhost'],
  ])('on a socket: a Host that is %s is refused in so many words', async (_what, lines) => {
    const { gateway, upstream } = await open({ demoToken: DEMO_CREDENTIAL });
    const { sendBytes } = await serve(gateway);
    const answer = await sendBytes(request(lines));

    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"BAD_REQUEST"');
    expect(answer).toMatch(/content-security-policy: default-src 'none'/);
    expect(answer).not.toMatch(/node_modules|\bat /);
    expect(upstream.requests).toHaveLength(0);
  });

  test('on a socket: a loopback name is answered', async () => {
    const { gateway } = await open({ demoToken: DEMO_CREDENTIAL });
    const { sendBytes, port } = await serve(gateway);
    const lines = `POST /graphql HTTP/1.1\r\nHost: localhost:${port}`;

    expect(await sendBytes(request(lines))).toMatch(/^HTTP\/1.1 200 .*"totalCount":125/s);
  });
});

describe('every answer', () => {
  const HEADERS = {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
  const post = (headers: object = {}, body = BODY) => ({
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body,
  });
  const ANSWERS = [
    ['an answer', 200, '/graphql', post(AUTHORIZATION)],
    ['an event stream', 200, '/graphql', post({ ...AUTHORIZATION, accept: 'text/event-stream' })],
    ['no credential', 200, '/graphql', post()],
    ['a syntax error', 200, '/graphql', post({}, '{"query":"{"}')],
    ['no JSON', 400, '/graphql', post({}, '{')],
    ['a body too large', 413, '/graphql', post({}, ' '.repeat(100_001))],
    ['a type that is not known', 415, '/graphql', post({ 'content-type': 'text/xml' })],
    ['a type that is not wanted', 406, '/graphql', post({ accept: 'image/png' })],
    ['a method that is not known', 405, '/graphql', { ...post(), method: 'PUT' }],
    ['a request that needs leave', 403, `/graphql?${QUERY}`, {}],
    ['leave', 204, '/graphql', { method: 'OPTIONS', headers: { origin: 'https://a.example' } }],
    ['another name', 421, '/graphql', post({ host: 'evil.example' })],
    ['the way to the page', 302, '/', {}],
    ['nothing there', 404, '/elsewhere', {}],
    ['a probe', 200, '/health', {}],
    ['another probe', 200, '/ready', {}],
  ] as const;

  test.each(ANSWERS)(
    '%s (%i) tells browsers to do nothing with it',
    async (what, status, path, init) => {
      const isOpen = what === 'another name' && { demoToken: DEMO_CREDENTIAL };
      const { send, gateway } = await open({ ...isOpen });
      const answer = await send(path, init);

      expect(answer.status).toBe(status);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        ...HEADERS,
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(answer.headers.has('set-cookie')).toBe(false);
      // Whatever was answered is no longer in flight.
      expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
    },
  );

  test('the page may run its own code and no other', async () => {
    const { send, gateway } = await open();
    const page = await send('/graphql', { headers: PAGE });
    const html = await page.text();
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(html) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    const policy = page.headers.get('content-security-policy') ?? '';

    expect(script.length).toBeGreaterThan(1_000_000);
    expect(Object.fromEntries(page.headers)).toMatchObject(HEADERS);
    expect(page.headers.has('set-cookie')).toBe(false);
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash}' blob:`,
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

  test('no cookie is read, and Cloudflare’s are not passed on', async () => {
    const { ask, upstream } = await startGateway();
    upstream.trouble({
      kind: 'answer',
      status: 403,
      headers: { 'set-cookie': '__cf_bm=x', 'access-control-allow-origin': '*' },
      body: { success: false, errors: [{ code: 9109, message: 'no' }], messages: [], result: null },
    });

    const refused = await ask(COUNT);
    const cookie = await ask(
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
    expect(cookie.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});
