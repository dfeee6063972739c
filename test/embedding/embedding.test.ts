import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { CREDENTIALS, startEmulator } from '../../src/emulator/index.ts';
import { withResolvers } from '../support/with-resolvers.ts';

import * as expressHost from './express.ts';
import * as fastifyHost from './fastify.ts';
import * as nodeHost from './node.ts';

interface Host {
  readonly origin: string;
  stop(): Promise<unknown>;
}

const HOSTS: Readonly<Record<string, (baseUrl: string) => Promise<Host>>> = {
  async 'node:http'(baseUrl) {
    const { server, stop } = nodeHost.createApp({ baseUrl });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { origin: originOf(server), stop };
  },
  async Express(baseUrl) {
    const { app, gateway } = expressHost.createApp({ baseUrl });
    const server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      origin: originOf(server),
      async stop() {
        gateway.markUnready();
        await new Promise((resolve) => server.close(resolve));
        await gateway.close();
      },
    };
  },
  async Fastify(baseUrl) {
    const app = fastifyHost.createApp({ baseUrl });
    return { origin: await app.listen({ host: '127.0.0.1', port: 0 }), stop: () => app.close() };
  },
};

describe.each(Object.entries(HOSTS))('in %s', (_name, start) => {
  async function open() {
    const upstream = await startEmulator();
    onTestFinished(() => upstream.close());
    const host = await start(upstream.baseUrl);
    return { upstream, ...host };
  }

  test('the gateway and the rest of the app respond', async () => {
    const { origin, stop } = await open();
    onTestFinished(async () => void (await stop()));

    const tokens = await ask(origin);
    const page = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } });
    const health = await fetch(`${origin}/health`);
    const metrics = await fetch(`${origin}/metrics`);

    expect(tokens).toEqual({ data: { tokens: { totalCount: 7 } } });
    expect(await page.text()).toContain('GraphiQL');
    expect(await health.json()).toEqual({ status: 'alive' });
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await metrics.text()).toContain('# TYPE');
    expect(await restOf(origin)).toMatch(/^(\{"a":1\}|This is the rest of the app.)$/);
  });

  test('two Authorization headers are refused, without a call upstream', async () => {
    const { origin, stop, upstream } = await open();
    onTestFinished(async () => void (await stop()));
    const body = JSON.stringify({ query: '{ tokens { totalCount } }' });
    const bearers = [CREDENTIALS.seven, CREDENTIALS.demo].map((secret) => `Bearer ${secret}`);

    const { statusCode, body: answer } = await request(`${origin}/graphql`, {
      method: 'POST',
      headers: [
        ...['content-type', 'application/json'],
        ...bearers.flatMap((bearer) => ['authorization', bearer]),
      ],
      body,
    });

    expect(statusCode).toBe(400);
    expect(await answer.text()).toContain('Expected one Authorization header');
    expect(upstream.requests).toHaveLength(0);
  });

  test('the gateway applies its own body limit', async () => {
    const { origin, stop } = await open();
    onTestFinished(async () => void (await stop()));

    const { errors } = await ask(origin, `{ tokens { totalCount } } #${'x'.repeat(200_000)}`);

    expect(errors[0].extensions.code).toBe('PAYLOAD_TOO_LARGE');
  });

  test('stops after the requests in flight are finished', async () => {
    const { origin, upstream, stop } = await open();
    const requested = withResolvers();
    const finished = withResolvers();
    upstream.onRequest(requested.resolve);
    upstream.injectFault({ kind: 'slow', until: finished.promise });
    const response = ask(origin);
    await requested.promise;

    const stopped = stop();
    finished.resolve();

    expect(await response).toEqual({ data: { tokens: { totalCount: 7 } } });
    await stopped;
    await expect(ask(origin)).rejects.toThrow();
  });
});

test('in Next.js the route handlers respond to the framework’s requests', async () => {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  vi.stubEnv('CLOUDFLARE_BASE_URL', upstream.baseUrl);
  onTestFinished(() => void vi.unstubAllEnvs());
  const { GET, POST, OPTIONS } = await import('./next-route.ts');

  const tokens = await POST(new Request('http://127.0.0.1/graphql', init()));
  const page = await GET(
    new Request('http://127.0.0.1/graphql', { headers: { accept: 'text/html' } }),
  );
  const options = await OPTIONS(new Request('http://127.0.0.1/graphql', { method: 'OPTIONS' }));

  expect(await tokens.json()).toEqual({ data: { tokens: { totalCount: 7 } } });
  expect(await page.text()).toContain('GraphiQL');
  expect(options.status).toBe(204);
});

function init(query = '{ tokens { totalCount } }') {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${CREDENTIALS.seven}`,
    },
    body: JSON.stringify({ query }),
  };
}

/** Uses a new connection, which is closed after the response. */
async function ask(origin: string, query?: string) {
  const { body } = await request(`${origin}/graphql`, { ...init(query), reset: true });
  return JSON.parse(await body.text());
}

async function restOf(origin: string): Promise<string> {
  const response = await fetch(`${origin}/echo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
  });
  return response.text();
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
