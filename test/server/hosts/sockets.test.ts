import { once } from 'node:events';
import { Agent, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';
import { signJwt, startIssuer } from '../../support/issuer.ts';
import {
  readResponse,
  type SocketRequest,
  sendBytes,
  sendOverSocket,
  serve,
  startRequest,
} from '../../support/serve.ts';
import { withResolvers } from '../../support/with-resolvers.ts';

const COUNT = JSON.stringify({ query: '{ tokens { totalCount } }' });
const COUNTED = { data: { tokens: { totalCount: 125 } } };
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Bearer ${DEMO_CREDENTIAL}`,
} as const;

/** Not sent yet. */
function start(origin: string, headers: SocketRequest['headers'] = {}) {
  return startRequest(origin, { headers: { ...HEADERS, ...headers } });
}

async function read(request: ReturnType<typeof start>) {
  const { status, text } = await readResponse(request);
  return { status, body: JSON.parse(text) };
}

async function send(origin: string, body: string, agent?: Agent) {
  const request = { headers: HEADERS, body, ...(agent && { agent }) };
  const { status, text } = await sendOverSocket(origin, request);
  return { status, body: JSON.parse(text) };
}

describe.each(PATHS)('over a socket, by %s', (_path, compiledPath) => {
  test('requests follow each other on one connection', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const sockets = new Set<unknown>();
    const origin = await serve((request, response) => {
      sockets.add(request.socket);
      gateway.listener(request, response);
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const bodies = [COUNT, '{"query":"{ nope }"}', COUNT, '{', '', COUNT];

    const responses = [];
    for (const body of bodies) responses.push(await send(origin, body, agent));

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 400, 400, 200]);
    for (const index of [0, 2, 5]) expect(responses[index]?.body).toEqual(COUNTED);
    expect(sockets.size).toBe(1);
  });

  test('pipelined requests are answered in their order', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    const names = ['a', 'b', 'c'];
    const bodies = names.map((name) => JSON.stringify({ query: `{ ${name}: __typename }` }));

    const responses = await sendBytes(origin, pipelined(bodies));

    expect(responses.match(/"\w":"Query"/g)).toEqual(names.map((name) => `"${name}":"Query"`));
  });

  test('a body may come in pieces, cut inside a character', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    const body = Buffer.from(JSON.stringify({ query: '{ token(id: "é") { id } __typename } # ü' }));
    const cut = body.indexOf(0xc3) + 1;

    const inChunks = start(origin);
    inChunks.write(body.subarray(0, cut));
    inChunks.end(body.subarray(cut));
    const withLength = start(origin, { 'content-length': body.length });
    withLength.write(body.subarray(0, cut));
    withLength.end(body.subarray(cut));

    const [one, other] = await Promise.all([read(inChunks), read(withLength)]);
    expect(one.body).toEqual(other.body);
    expect(one.body.data).toMatchObject({ __typename: 'Query' });
  });

  test('a body that the host program has read in part is refused at once', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const origin = await serve((incoming, response) => {
      incoming.once('data', () => {
        gateway.listener(incoming, response);
        request.end(COUNT.slice(10));
      });
    });
    const request = start(origin, { 'content-length': COUNT.length });
    request.write(COUNT.slice(0, 10));

    expect((await read(request)).status).toBe(400);
  });

  test('a body over the limit is refused, with a length and in chunks', async () => {
    const { gateway, upstream } = await startGateway({
      compiledPath,
      limits: { bodyBytes: 1_000 },
    });
    const origin = await serve(gateway.listener);
    const body = COUNT + ' '.repeat(1_000);
    const inChunks = start(origin);
    inChunks.end(body);

    const responses = await Promise.all([send(origin, body), read(inChunks)]);

    for (const response of responses) {
      expect(response.status).toBe(413);
      expect(response.body.errors[0].extensions.code).toBe('PAYLOAD_TOO_LARGE');
    }
    expect(upstream.requests).toEqual([]);
  });

  test.each<[string, (body: string) => unknown]>([
    ['as text', (body) => body],
    ['as an object', (body) => JSON.parse(body)],
  ])('a body that the host program has read %s is used', async (_form, parse) => {
    const { gateway } = await startGateway({ compiledPath });
    const host: RequestListener = async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      gateway.listener(Object.assign(request, { body: parse(body) }), response);
    };
    const origin = await serve(host);

    for (const _again of [1, 2]) expect((await send(origin, COUNT)).body).toEqual(COUNTED);
  });

  test('a body that Express’s parser leaves is read', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const origin = await serve(express().use(express.json(), gateway.listener));
    const headers = { ...HEADERS, 'content-type': 'application/graphql+json' };

    const { text } = await sendOverSocket(origin, { headers, body: COUNT });

    expect(JSON.parse(text)).toEqual(COUNTED);
  });

  test('a host program may answer before the gateway does', async () => {
    const { gateway, lines } = await startGateway({ compiledPath });
    const answered: unknown[] = [];
    const origin = await serve((message, response) => {
      answered.push(gateway.listener(message, response));
      response.writeHead(503).end('{}');
    });

    expect(await send(origin, COUNT)).toEqual({ status: 503, body: {} });
    await Promise.all(answered);
    expect(lines).toHaveLength(1);
  });

  test('a client that disconnects while it waits aborts the upstream call, and the next request makes a new one', async () => {
    const { gateway, upstream } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    upstream.injectFault({ kind: 'hang' });
    const request = start(origin, { 'content-length': Buffer.byteLength(COUNT) });
    request.on('error', () => {});
    upstream.onRequest(() => request.destroy());
    request.end(COUNT);

    await expect.poll(() => upstream.requests.length).toBe(1);
    await upstream.requests[0]?.aborted;

    expect((await send(origin, COUNT)).body).toEqual(COUNTED);
    expect(upstream.requests).toHaveLength(2);
  });

  test('a client that disconnects while it waits is logged as one, not as a bug', async () => {
    const { gateway, upstream, lines } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    upstream.injectFault({ kind: 'hang' });
    const request = start(origin);
    request.on('error', () => {});
    upstream.onRequest(() => request.destroy());
    request.end(COUNT);

    await expect.poll(() => lines.length).toBe(1);

    expect(lines[0]).toMatchObject({ level: 'info', fields: { code: 'ABORTED' } });
    expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
  });

  test.each(['1.2.3.4.5', '999.999.999.999', 'xn--', '[1:2]'])(
    'the host name %s, which no URL can hold, makes no difference',
    async (host) => {
      const { gateway } = await startGateway({ compiledPath });
      const origin = await serve(gateway.listener);

      const request = { headers: { ...HEADERS, host }, body: COUNT };
      const { status, text } = await sendOverSocket(origin, request);

      expect({ status, body: JSON.parse(text) }).toEqual({ status: 200, body: COUNTED });
    },
  );

  test('clients that disconnect abort the calls of all their pipelined requests', async () => {
    const { gateway, upstream } = await startGateway({ compiledPath });
    const { hostname, port } = new URL(await serve(gateway.listener));
    upstream.injectFault({ kind: 'hang' }, 2);
    const socket = connect(Number(port), hostname);
    const bodies = ['first', 'last'].map((end) =>
      JSON.stringify({ query: `{ tokens(${end}: 50) { nodes { id } } }` }),
    );

    socket.write(pipelined(bodies));
    await expect.poll(() => upstream.requests.length).toBe(2);
    socket.destroy();

    await Promise.all(upstream.requests.map(({ aborted }) => aborted));
  });

  test('a client that disconnects while its JWT is checked causes no call', async () => {
    const { jwt } = await startIssuer();
    const { promise: left, resolve: leave } = withResolvers();
    const slowKeys = await serve(async (_request, response) => {
      request.destroy();
      await left;
      response.end(await (await fetch(jwt.jwksUrl)).text());
    });
    const options = { gatewayToken: DEMO_CREDENTIAL, jwt: { ...jwt, jwksUrl: slowKeys } };
    const { gateway, upstream, lines } = await startGateway({ compiledPath, ...options });
    const origin = await serve((message, response) => {
      response.once('close', leave);
      gateway.listener(message, response);
    });
    const authorization = `Bearer ${await signJwt(jwt, Date.now())}`;
    const request = start(origin, { authorization });
    request.on('error', () => {});
    request.end(COUNT);

    await expect.poll(() => lines.length).toBe(1);

    expect(lines[0]?.fields).toMatchObject({ code: 'ABORTED' });
    expect(upstream.requests).toEqual([]);
  });

  test('a client that disconnects in the middle of its body causes no call and no error', async () => {
    const { gateway, upstream, logged } = await startGateway({ compiledPath });
    const closings: Promise<unknown>[] = [];
    const origin = await serve((request, response) => {
      closings.push(once(response, 'close'));
      gateway.listener(request, response);
    });
    const request = start(origin, { 'content-length': 500 });
    request.on('error', () => {});
    request.write(COUNT);
    await expect.poll(() => closings.length).toBe(1);
    request.destroy();
    await closings[0];

    expect(upstream.requests).toEqual([]);
    expect((await send(origin, COUNT)).body).toEqual(COUNTED);
    expect(logged.filter((line) => line.startsWith('unexpected error'))).toEqual([]);
  });
});

test('a client that disconnects, and sent its body in chunks, aborts the upstream call', async () => {
  const { gateway, upstream } = await startGateway();
  const origin = await serve(gateway.listener);
  upstream.injectFault({ kind: 'hang' });

  const client = start(origin);
  // A client that disconnects gets an error and a close; only the close is of interest.
  client.on('error', () => {});
  const closed = new Promise((resolve) => client.on('close', resolve));
  upstream.onRequest(() => client.destroy());
  client.write(COUNT.slice(0, 10));
  client.end(COUNT.slice(10));

  await closed;
  await upstream.requests[0]?.aborted;
  expect(upstream.requests).toHaveLength(1);
});

/** All requests in one packet; the last one closes the connection. */
function pipelined(bodies: readonly string[]): string {
  const requests = bodies.map((body, index) =>
    [
      'POST /graphql HTTP/1.1',
      'Host: localhost',
      ...Object.entries(HEADERS).map(([name, value]) => `${name}: ${value}`),
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(index === bodies.length - 1 ? ['Connection: close'] : []),
      '',
      body,
    ].join('\r\n'),
  );
  return requests.join('');
}
