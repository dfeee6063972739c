import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { codeOf, startGateway } from '../../support/gateway.ts';
import { sendBytes, serve } from '../../support/serve.ts';

const BODY = JSON.stringify({ query: '{ tokens { totalCount } }' });
const AUTHORIZATION = { authorization: `Bearer ${CREDENTIALS.seven}` };
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function open(options: GatewayOptions = {}) {
  const { post, ...gateway } = await startGateway(options);
  return {
    ...gateway,
    post: (headers: Readonly<Record<string, string>> = {}) => post(BODY, headers),
  };
}

describe('a gateway without authentication', () => {
  test.each([
    'evil.example',
    'evil.example:4000',
    '192.0.2.1',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
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
  ])('refuses the host name %s', async (host) => {
    for (const headers of [{}, AUTHORIZATION]) {
      const { post, upstream } = await open({ demoToken: DEMO_CREDENTIAL });
      const response = await post({ host, ...headers });

      expect(response.status).toBe(421);
      expect(await codeOf(response)).toBe('MISDIRECTED_REQUEST');
      expect(upstream.requests).toHaveLength(0);
    }
  });

  test.each(['localhost:4000', '127.0.0.1', '127.9.9.9:1', '[::1]:4000', 'LOCALHOST'])(
    'accepts the host name %s',
    async (host) => {
      const { post } = await open({ gatewayToken: CREDENTIALS.seven });

      expect((await post({ host })).status).toBe(200);
    },
  );

  test('reads the Host header only, not the headers of proxies', async () => {
    const { post } = await open({ demoToken: DEMO_CREDENTIAL });
    const forwarded = (name: string) => ({
      ...AUTHORIZATION,
      'x-forwarded-host': name,
      forwarded: `host=${name}`,
      'x-host': name,
    });

    expect((await post({ host: 'evil.example', ...forwarded('localhost') })).status).toBe(421);
    expect((await post({ host: 'localhost', ...forwarded('evil.example') })).status).toBe(200);
  });

  test('serves no page and no preflight to another host name, but probes', async () => {
    const { send } = await open({
      demoToken: DEMO_CREDENTIAL,
      corsOrigins: ['http://evil.example'],
    });
    const host = { host: 'evil.example' };
    const statusOf = async (path: string, init: RequestInit) => (await send(path, init)).status;

    expect(await statusOf('/graphql', { headers: { ...host, ...BROWSER } })).toBe(421);
    expect(await statusOf('/', { headers: host })).toBe(421);
    expect(await statusOf('/graphql', { method: 'OPTIONS', headers: host })).toBe(421);
    expect(await statusOf('/health', { headers: host })).toBe(200);
  });
});

test('a gateway with authentication accepts any host name', async () => {
  const { post } = await open();

  expect((await post({ host: 'gateway.example.com', ...AUTHORIZATION })).status).toBe(200);
});

describe('over a socket', () => {
  const request = (lines: string) =>
    `${lines}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

  test.each([
    ['two Host headers', 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nHost: evil.example'],
    ['the same Host twice', 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nHost: localhost'],
    ['a Host with a space', 'POST /graphql HTTP/1.1\r\nHost: local host'],
    ['half an address as Host', 'POST /graphql HTTP/1.1\r\nHost: [::1'],
    ['a Host whose port is no number', 'POST /graphql HTTP/1.1\r\nHost: localhost:port'],
    ['a host in the target', 'POST http://evil.example/graphql HTTP/1.1\r\nHost: localhost'],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: localhost'],
  ])('%s is refused with a readable error', async (_name, lines) => {
    const { gateway, upstream } = await open({ demoToken: DEMO_CREDENTIAL });
    const response = await sendBytes(await serve(gateway.listener), request(lines));

    expect(response).toMatch(/^HTTP\/1.1 400 /);
    expect(response).toContain('"code":"BAD_REQUEST"');
    expect(response).toMatch(/content-security-policy: default-src 'none'/);
    expect(response).not.toMatch(/node_modules|\bat /);
    expect(upstream.requests).toHaveLength(0);
  });

  test('a loopback name is accepted', async () => {
    const { gateway } = await open({ demoToken: DEMO_CREDENTIAL });
    const origin = await serve(gateway.listener);
    const lines = `POST /graphql HTTP/1.1\r\nHost: localhost:${new URL(origin).port}`;

    expect(await sendBytes(origin, request(lines))).toMatch(/^HTTP\/1.1 200 .*"totalCount":125/s);
  });
});
