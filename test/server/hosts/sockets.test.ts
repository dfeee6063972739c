import { once } from 'node:events';
import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
} from 'node:http';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { serve } from '../../support/serve.ts';

const COUNT = JSON.stringify({ query: '{ tokens { totalCount } }' });
const COUNTED = { data: { tokens: { totalCount: 125 } } };
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Bearer ${DEMO_CREDENTIAL}`,
} as const;

/** Both ways must do: the lane, and the ordinary way alone. */
const WAYS = [
  ['the lane', true],
  ['the ordinary way', false],
] as const;

interface Sending {
  readonly agent?: Agent;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** Not sent yet: what is written without a length goes in chunks. */
function open(origin: string, { agent, headers }: Sending = {}) {
  return httpRequest(`${origin}/graphql`, {
    method: 'POST',
    headers: { ...HEADERS, ...headers },
    ...(agent && { agent }),
  });
}

async function send(origin: string, body: string, sending: Sending = {}) {
  const length = { 'content-length': Buffer.byteLength(body) };
  const request = open(origin, { ...sending, headers: { ...length, ...sending.headers } });
  request.end(body);
  return readAnswer(request);
}

async function readAnswer(request: ReturnType<typeof open>) {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) };
}

describe.each(WAYS)('over a socket, by %s', (_way, compiledPath) => {
  test('requests follow each other on one connection, whoever answers them', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const sockets = new Set<unknown>();
    const origin = await serve((request, response) => {
      sockets.add(request.socket);
      gateway.listener(request, response);
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const bodies = [COUNT, '{"query":"{ nope }"}', COUNT, '{', '', COUNT];

    const answers = [];
    for (const body of bodies) answers.push(await send(origin, body, { agent }));

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 400, 200]);
    for (const index of [0, 2, 5]) expect(answers[index]?.body).toEqual(COUNTED);
    expect(sockets.size).toBe(1);
  });

  test('requests that come in one packet are answered in their order', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    const names = ['a', 'b', 'c'];
    const bodies = names.map((name) => JSON.stringify({ query: `{ ${name}: __typename }` }));

    const answers = await exchange(origin, bodies);

    expect(answers.match(/"\w":"Query"/g)).toEqual(names.map((name) => `"${name}":"Query"`));
  });

  test('a body may come in pieces, cut inside a character', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    const body = Buffer.from(JSON.stringify({ query: '{ token(id: "é") { id } __typename } # ü' }));
    const cut = body.indexOf(0xc3) + 1;

    const inChunks = open(origin);
    inChunks.write(body.subarray(0, cut));
    inChunks.end(body.subarray(cut));
    const withLength = open(origin, { headers: { 'content-length': body.length } });
    withLength.write(body.subarray(0, cut));
    withLength.end(body.subarray(cut));

    const [one, other] = await Promise.all([readAnswer(inChunks), readAnswer(withLength)]);
    expect(one.body).toEqual(other.body);
    expect(one.body.data).toMatchObject({ __typename: 'Query' });
  });

  test('a body that the host program has begun to read is refused, and not waited for', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const request = open(
      await serve((incoming, response) => {
        incoming.once('data', () => {
          gateway.listener(incoming, response);
          request.end(COUNT.slice(10));
        });
      }),
      { headers: { 'content-length': COUNT.length } },
    );
    request.write(COUNT.slice(0, 10));

    expect((await readAnswer(request)).status).toBe(400);
  });

  test('a body over the limit is refused, with a length and in chunks', async () => {
    const { gateway, upstream } = await startGateway({
      compiledPath,
      limits: { bodyBytes: 1_000 },
    });
    const origin = await serve(gateway.listener);
    const body = COUNT + ' '.repeat(1_000);
    const inChunks = open(origin);
    inChunks.end(body);

    const answers = await Promise.all([send(origin, body), readAnswer(inChunks)]);

    for (const answer of answers) {
      expect(answer.status).toBe(413);
      expect(answer.body.errors[0].extensions.code).toBe('PAYLOAD_TOO_LARGE');
    }
    expect(upstream.requests).toEqual([]);
  });

  test.each<[string, (body: string) => unknown]>([
    ['as text', (body) => body],
    ['as an object', (body) => JSON.parse(body)],
  ])('a host program has read the body already, %s', async (_what, parse) => {
    const { gateway } = await startGateway({ compiledPath });
    const host: RequestListener = async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      gateway.listener(Object.assign(request, { body: parse(body) }), response);
    };
    const origin = await serve(host);

    for (const _again of [1, 2]) expect((await send(origin, COUNT)).body).toEqual(COUNTED);
  });

  test('who hangs up while waiting ends the call upstream, and the next one asks anew', async () => {
    const { gateway, upstream } = await startGateway({ compiledPath });
    const origin = await serve(gateway.listener);
    upstream.trouble({ kind: 'hang' });
    const request = open(origin);
    request.on('error', () => {});
    upstream.onRequest(() => request.destroy());
    request.setHeader('content-length', Buffer.byteLength(COUNT));
    request.end(COUNT);

    await expect.poll(() => upstream.requests.length).toBe(1);
    await upstream.requests[0]?.aborted;

    expect((await send(origin, COUNT)).body).toEqual(COUNTED);
    expect(upstream.requests).toHaveLength(2);
  });

  test('who hangs up in the middle of a body costs nothing and harms nobody', async () => {
    const { gateway, upstream, logged } = await startGateway({ compiledPath });
    const closings: Promise<unknown>[] = [];
    const origin = await serve((request, response) => {
      closings.push(once(response, 'close'));
      gateway.listener(request, response);
    });
    const request = open(origin, { headers: { 'content-length': 500 } });
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

/** All at once, on one connection, which the last one closes. */
async function exchange(origin: string, bodies: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
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
  socket.write(requests.join(''));
  let received = '';
  for await (const chunk of socket.setEncoding('utf8')) received += chunk;
  return received;
}
