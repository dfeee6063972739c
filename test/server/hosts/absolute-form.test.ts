import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { sendBytes, serve } from '../../support/serve.ts';

const BODY = JSON.stringify({ query: '{ tokens { totalCount } }' });
const AUTHORIZATION = `Authorization: Bearer ${CREDENTIALS.seven}`;
const QUERY = `query=${encodeURIComponent('{ tokens { totalCount } }')}`;

const post = (target: string, host: string) =>
  `POST ${target} HTTP/1.1\r\nHost: ${host}\r\n${AUTHORIZATION}\r\nConnection: close\r\n` +
  `Content-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;
const get = (target: string, host: string) =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n${AUTHORIZATION}\r\nConnection: close\r\n` +
  'graphql-preflight: 1\r\n\r\n';

async function open(options = {}) {
  const { gateway, upstream } = await startGateway(options);
  const origin = await serve(gateway.listener);
  return { upstream, ask: (bytes: string) => sendBytes(origin, bytes) };
}

describe.each([
  ['the compiled path', true],
  ['Yoga’s path', false],
])('with %s, a target in absolute form', (_path, compiledPath) => {
  test.each([
    ['http://localhost:4000/graphql', 'localhost:4000'],
    ['http://gateway.example/graphql', 'gateway.example'],
    ['https://gateway.example/graphql', 'gateway.example'],
    ['HTTP://Gateway.Example/graphql', 'gateway.example'],
    ['http://[::1]:4000/graphql?a=b', '[::1]:4000'],
  ])('%s is accepted if it names the host: %s', async (target, host) => {
    const { ask } = await open({ compiledPath });

    expect(await ask(post(target, host))).toMatch(/^HTTP\/1.1 200 .*"totalCount":7/s);
  });

  test('keeps its query', async () => {
    const { ask } = await open({ compiledPath });

    expect(await ask(get(`http://localhost/graphql?${QUERY}`, 'localhost'))).toMatch(
      /^HTTP\/1.1 200 .*"totalCount":7/s,
    );
  });
});

test.each([
  ['http://evil.example/graphql', 'localhost'],
  ['http://localhost/graphql', 'evil.example'],
  ['http://localhost:4001/graphql', 'localhost:4000'],
  ['http://localhost/graphql', 'localhost:4000'],
  ['http://user@localhost/graphql', 'localhost'],
  ['http://evil.example@localhost/graphql', 'localhost'],
  ['ftp://localhost/graphql', 'localhost'],
  ['http:///graphql', 'localhost'],
])('%s is refused beside the Host %s', async (target, host) => {
  const { ask, upstream } = await open({ demoToken: DEMO_CREDENTIAL });
  const response = await ask(post(target, host));

  expect(response).toMatch(/^HTTP\/1.1 400 /);
  expect(upstream.requests).toHaveLength(0);
});

test('a host that is no loopback name is refused by a gateway without authentication', async () => {
  const { ask, upstream } = await open({ demoToken: DEMO_CREDENTIAL });
  const response = await ask(post('http://evil.example/graphql', 'evil.example'));

  expect(response).toMatch(/^HTTP\/1.1 421 .*MISDIRECTED_REQUEST/s);
  expect(upstream.requests).toHaveLength(0);
});

test.each([
  ['http://localhost', '302'],
  ['http://localhost?a', '302'],
  ['http://localhost/health', '200'],
  ['http://localhost/elsewhere', '404'],
])('%s has a path: %s', async (target, status) => {
  const { ask } = await open();

  expect(await ask(get(target, 'localhost'))).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});
