import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CREDENTIALS, DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { createGateway, type GatewayOptions } from '../../src/gateway.ts';
import { canary } from '../support/canary.ts';
import { brokenClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const JSON_TYPE = { 'content-type': 'application/json' };

/** A gateway by plain requests, for what lies below GraphQL. */
async function open(options: GatewayOptions = {}) {
  const upstream = await startEmulator();
  const gateway = createGateway({ baseUrl: upstream.baseUrl, ...options });
  onTestFinished(async () => {
    await gateway.close();
    await upstream.close();
  });
  const send = (path: string, init: RequestInit = {}) =>
    gateway.fetch(new Request(`http://127.0.0.1${path}`, init));
  const post = (headers: Record<string, string> = {}) =>
    send('/graphql', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify({ query: COUNT }),
    });
  return { upstream, gateway, send, post };
}

async function codeOf(response: Response): Promise<string> {
  const { errors } = JSON.parse(await response.text());
  return errors[0].extensions.code;
}

describe('who asks', () => {
  test('passes the caller’s credential on, and nothing else', async () => {
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
  ])('refuses %j itself: nothing is sent upstream', async (authorization) => {
    const { post, upstream } = await open();

    const response = await post(authorization === undefined ? {} : { authorization });

    expect(await codeOf(response)).toBe('UNAUTHENTICATED');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each([
    ['x'.repeat(40), 'UNAUTHENTICATED'],
    ['short', 'UNAUTHENTICATED'],
    [CREDENTIALS.expired, 'UNAUTHENTICATED'],
    [CREDENTIALS.disabled, 'UNAUTHENTICATED'],
    [CREDENTIALS.accountOwned, 'FORBIDDEN'],
    [CREDENTIALS.missingPermission, 'FORBIDDEN'],
    [CREDENTIALS.ipNotAllowed, 'FORBIDDEN'],
  ])('lets Cloudflare judge %s: %s', async (secret, code) => {
    const { post } = await open();

    expect(await codeOf(await post({ authorization: `Bearer ${secret}` }))).toBe(code);
  });

  test('gives two callers at once their own lists', async () => {
    const { post } = await open();
    const wanted = { seven: 7, empty: 0, demo: 125 } as const;

    const answers = await Promise.all(
      Object.keys(wanted).map(async (name) => {
        const secret = CREDENTIALS[name as keyof typeof wanted];
        const { data } = JSON.parse(
          await (await post({ authorization: `Bearer ${secret}` })).text(),
        );
        return [name, data.tokens.totalCount];
      }),
    );

    expect(Object.fromEntries(answers)).toEqual(wanted);
  });

  test('answers introspection without a credential', async () => {
    const { send } = await open();

    const response = await send('/graphql', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ query: '{ __schema { queryType { name } } }' }),
    });

    expect(JSON.parse(await response.text())).toEqual({
      data: { __schema: { queryType: { name: 'Query' } } },
    });
  });

  test('a demonstration stands in only for who shows nothing', async () => {
    const { post } = await open({ demoToken: DEMO_CREDENTIAL });
    const total = async (headers = {}) =>
      JSON.parse(await (await post(headers)).text()).data.tokens.totalCount;

    expect(await total()).toBe(125);
    expect(await total({ authorization: `Bearer ${CREDENTIALS.seven}` })).toBe(7);
  });

  test('an own token is used for everybody', async () => {
    const { post, upstream } = await open({ gatewayToken: CREDENTIALS.seven });

    await post({ authorization: `Bearer ${CREDENTIALS.demo}` });

    expect(upstream.requests[0]?.authorization).toBe(`Bearer ${CREDENTIALS.seven}`);
  });
});

describe('a canary of a credential', () => {
  const CANARY = canary('in_the_header');

  test('is in no error, even where Cloudflare quotes it, and in no log', async () => {
    const { ask, upstream, logged } = await startGateway();
    const quoting = {
      code: 1000,
      message: `bad token ${CANARY}`,
      documentation_url: `https://x/${CANARY}`,
    };
    upstream.trouble({
      kind: 'answer',
      status: 418,
      body: { success: false, errors: [quoting], messages: [quoting] },
    });

    const quoted = await ask(COUNT, {}, { credential: CANARY });
    const refused = await ask(COUNT, {}, { credential: CANARY });
    const malformed = await ask(COUNT, {}, { credential: `${CANARY} and more` });

    expect(JSON.stringify(quoted.errors)).toContain('bad token [credential]');
    expect(JSON.stringify([quoted, refused, malformed, logged])).not.toContain(CANARY);
  });

  test('is in no log of a bug', async () => {
    const { ask, logged } = await startGateway({}, { clock: brokenClock() });

    await ask(COUNT, {}, { credential: CANARY });

    expect(logged.join()).toContain('a bug of ours');
    expect(logged.join()).not.toContain(CANARY);
  });

  test('is not quoted from a body that cannot be parsed', async () => {
    const { send } = await open();

    const response = await send('/graphql', {
      method: 'POST',
      headers: JSON_TYPE,
      body: `{${CANARY}`,
    });

    expect(response.status).toBe(400);
    const text = await response.text();
    expect(JSON.parse(text).errors[0].extensions).toEqual({ code: 'BAD_REQUEST' });
    expect(text).not.toContain(CANARY);
  });
});

describe('browsers', () => {
  const QUERY = `/graphql?query=${encodeURIComponent(COUNT)}`;
  const authorization = `Bearer ${CREDENTIALS.seven}`;

  test.each([
    ['GET', undefined],
    ['POST', 'text/plain'],
    ['POST', 'text/plain;charset=UTF-8'],
    ['POST', 'application/x-www-form-urlencoded'],
    ['POST', 'Multipart/Form-Data; boundary=x'],
    ['POST', ''],
  ])('refuses a %s of type %j, which a page could send without asking', async (method, type) => {
    const { send, upstream } = await open();
    const headers = { authorization, ...(type !== undefined && { 'content-type': type }) };
    const init =
      method === 'GET' ? { headers } : { method, headers, body: JSON.stringify({ query: COUNT }) };

    const response = await send(method === 'GET' ? QUERY : '/graphql', init);

    expect(response.status).toBe(403);
    expect(await codeOf(response)).toBe('PREFLIGHT_REQUIRED');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each(['graphql-preflight', 'apollo-require-preflight', 'x-graphql-yoga-csrf'])(
    'takes a GET with %s',
    async (name) => {
      const { send } = await open();

      const response = await send(QUERY, {
        headers: { authorization, accept: 'application/json', [name]: '1' },
      });

      expect(JSON.parse(await response.text())).toEqual({ data: { tokens: { totalCount: 7 } } });
    },
  );

  test('lets no page of another origin read an answer', async () => {
    const { post, send } = await open();
    const origin = 'https://evil.example';

    const answer = await post({ authorization, origin });
    const preflight = await send('/graphql', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    });

    for (const { headers } of [answer, preflight]) {
      expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  test.each([
    'evil.example',
    'evil.example:4000',
    '192.0.2.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
  ])('where no credential is asked for, the name %s is refused', async (host) => {
    const { post, upstream } = await open({ demoToken: DEMO_CREDENTIAL });

    const response = await post({ host });

    expect(response.status).toBe(421);
    expect(await codeOf(response)).toBe('MISDIRECTED_REQUEST');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each(['localhost:4000', '127.0.0.1', '127.9.9.9:1', '[::1]:4000', 'LOCALHOST'])(
    'and the name %s is not',
    async (host) => {
      const { post } = await open({ gatewayToken: CREDENTIALS.seven });

      expect((await post({ host })).status).toBe(200);
    },
  );

  test('any name will do where the caller brings a credential', async () => {
    const { post } = await open();

    expect((await post({ host: 'gateway.example.com', authorization })).status).toBe(200);
  });

  test('an answer is for the caller alone', async () => {
    const { post } = await open();

    expect((await post({ authorization })).headers.get('cache-control')).toBe('no-store');
  });
});

describe('what HTTP itself refuses has a code', () => {
  test.each([
    ['PUT', JSON_TYPE, 405, 'METHOD_NOT_ALLOWED'],
    ['DELETE', JSON_TYPE, 405, 'METHOD_NOT_ALLOWED'],
    ['POST', { 'content-type': 'text/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['POST', { ...JSON_TYPE, accept: 'image/png' }, 406, 'NOT_ACCEPTABLE'],
  ])('%s with %j: %i %s', async (method, headers, status, code) => {
    const { send } = await open();
    const body = JSON.stringify({ query: '{ __typename }' });

    const response = await send('/graphql', { method, headers, body });

    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe(status === 405 ? 'GET, POST' : null);
    expect(await codeOf(response)).toBe(code);
  });
});

describe('probes', () => {
  test('health says that the process lives, ready that it should get traffic', async () => {
    const { send, gateway } = await open({ demoToken: DEMO_CREDENTIAL });
    const status = async (path: string) => (await send(path)).status;

    expect([await status('/health'), await status('/ready')]).toEqual([200, 200]);
    gateway.drain();
    expect([await status('/health'), await status('/ready')]).toEqual([200, 503]);
  });

  test.each(['/health/x', '/x/health', '/elsewhere', '/graphql/x'])(
    '%s is no probe',
    async (path) => {
      const { send } = await open();

      expect((await send(path)).status).toBe(404);
    },
  );
});

test('a caller who leaves takes the upstream call along', async () => {
  const { ask, upstream } = await startGateway();
  const leave = new AbortController();
  upstream.trouble({ kind: 'hang' });
  upstream.onRequest(() => leave.abort());

  const asked = ask(COUNT, {}, { signal: leave.signal }).catch((error: unknown) => error);

  await asked;
  await upstream.requests[0]?.aborted;
});

test('a socket that closes takes the upstream call along', async () => {
  const { gateway, upstream } = await startGateway();
  const server = createServer(gateway.listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  upstream.trouble({ kind: 'hang' });

  const client = request({ port, host: '127.0.0.1', path: '/graphql', method: 'POST' });
  client.setHeader('content-type', 'application/json');
  client.setHeader('authorization', `Bearer ${CREDENTIALS.demo}`);
  // Both come to a client that hangs up; only the second is of interest.
  client.on('error', () => {});
  const closed = new Promise((resolve) => client.on('close', resolve));
  upstream.onRequest(() => client.destroy());
  client.end(JSON.stringify({ query: COUNT }));

  await closed;
  await upstream.requests[0]?.aborted;
  expect(upstream.requests).toHaveLength(1);
});
