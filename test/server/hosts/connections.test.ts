import { Agent } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';
import {
  readResponse,
  type SocketResponse,
  sendBytes,
  sendOverSocket,
  serve,
  startRequest,
} from '../../support/serve.ts';

const COUNT = JSON.stringify({ query: '{ tokens { totalCount } }' });
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Bearer ${DEMO_CREDENTIAL}`,
} as const;
const TOO_LARGE = COUNT + ' '.repeat(200_000);

type Send = (origin: string, agent: Agent) => Promise<SocketResponse>;

const send =
  (method: string, path: string, headers: object = {}, body?: string): Send =>
  (origin, agent) =>
    sendOverSocket(origin, { method, path, headers: { ...HEADERS, ...headers }, agent, body });

const sendInChunks: Send = (origin, agent) => {
  const request = startRequest(origin, { headers: HEADERS, agent });
  request.write(TOO_LARGE.slice(0, 1_000));
  request.end(TOO_LARGE.slice(1_000));
  return readResponse(request);
};

/** Requests after which a connection could be out of step: their body is not read, or their response has none. */
const REQUESTS: readonly (readonly [string, number, Send])[] = [
  ['a body over the limit', 413, send('POST', '/graphql', {}, TOO_LARGE)],
  ['a body over the limit in chunks', 413, sendInChunks],
  ['a HEAD of a probe', 200, send('HEAD', '/health')],
  ['a HEAD of the API', 403, send('HEAD', '/graphql')],
  ['a HEAD of another path', 404, send('HEAD', '/elsewhere')],
  ['a preflight', 204, send('OPTIONS', '/graphql')],
  ['a preflight with a body', 204, send('OPTIONS', '/graphql', {}, COUNT)],
  ['a GET of another path', 404, send('GET', '/elsewhere')],
  ['a body for another path', 404, send('POST', '/elsewhere', {}, TOO_LARGE)],
  ['a redirect', 302, send('GET', '/')],
  ['a body of another method', 405, send('PUT', '/graphql', {}, COUNT)],
  ['a body of another type', 415, send('POST', '/graphql', { 'content-type': 'a/b' }, COUNT)],
  ['a response of another type', 406, send('POST', '/graphql', { accept: 'image/png' }, COUNT)],
  [
    'a body that needs a preflight',
    403,
    send('POST', '/graphql', { 'content-type': 'text/plain' }, COUNT),
  ],
  ['no JSON', 400, send('POST', '/graphql', {}, '{')],
];

describe.each(PATHS)('with %s, a connection', (_path, compiledPath) => {
  async function open() {
    const { gateway } = await startGateway({ compiledPath });
    const sockets = new Set<unknown>();
    const origin = await serve((request, response) => {
      sockets.add(request.socket);
      gateway.listener(request, response);
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    return { gateway, origin, agent, sockets };
  }

  test.each(REQUESTS)('goes on after %s (%i)', async (_name, status, request) => {
    const { gateway, origin, agent, sockets } = await open();
    const count = send('POST', '/graphql', {}, COUNT);

    const responses = [];
    for (const each of [count, request, count, request, count]) {
      responses.push(await each(origin, agent));
    }

    expect(responses.map((response) => response.status)).toEqual([200, status, 200, status, 200]);
    for (const index of [0, 2, 4]) {
      expect(responses[index]?.text).toBe('{"data":{"tokens":{"totalCount":125}}}');
    }
    expect(sockets.size).toBe(1);
    expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
  });

  test.each(REQUESTS)(
    'carries the right content-length for %s (%i)',
    async (_name, status, request) => {
      const { origin, agent } = await open();

      const { headers, text } = await request(origin, agent);

      expect(headers).not.toHaveProperty('transfer-encoding');
      const length = headers['content-length'];
      if (status === 204) expect(length).toBeUndefined();
      else expect(length).toMatch(/^\d+$/);
      // The length in the response to HEAD is that of the body which GET would return.
      if (text !== '') expect(length).toBe(String(Buffer.byteLength(text)));
    },
  );

  test('delivers exactly the bytes of each response, in order, to pipelined requests', async () => {
    const { origin } = await open();
    const lines = (head: string, length: number, more = '') =>
      `${head} HTTP/1.1\r\nHost: localhost\r\n${more}Content-Length: ${length}\r\n` +
      Object.entries(HEADERS)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('');
    const bytes = [
      `${lines('POST /graphql', TOO_LARGE.length)}\r\n${TOO_LARGE}`,
      `${lines('HEAD /health', 0)}\r\n`,
      `${lines('OPTIONS /graphql', 0)}\r\n`,
      `${lines('POST /elsewhere', COUNT.length)}\r\n${COUNT}`,
      `${lines('POST /graphql', COUNT.length, 'Connection: close\r\n')}\r\n${COUNT}`,
    ];

    let rest = await sendBytes(origin, bytes.join(''));

    for (const [status, hasBody] of [
      [413, true],
      [200, false],
      [204, false],
      [404, true],
      [200, true],
    ] as const) {
      const [head = ''] = rest.split('\r\n\r\n', 1);
      expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      const length = hasBody ? Number(/^content-length: (\d+)$/im.exec(head)?.[1]) : 0;
      rest = rest.slice(head.length + 4 + length);
    }
    expect(rest).toBe('');
  });
});
