import { EventEmitter } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { trackConnections } from '../../src/server/connections.ts';
import { PATHS, startGateway } from '../support/gateway.ts';
import { listenLikeProgram } from '../support/http-server.ts';
import { openRaw, requestBytes } from '../support/raw-connection.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const LONG_MS = 50_000;

/** A server that answers when the test says so; each path has its own response. */
async function listenAndWait() {
  const waiting = new Map<string, ServerResponse>();
  let arrived = withResolvers();
  const { server, origin } = await listenLikeProgram((request, response) => {
    waiting.set(request.url ?? '', response);
    arrived.resolve();
    arrived = withResolvers();
  });
  const arrivalOf = async (path: string): Promise<ServerResponse> => {
    for (;;) {
      const response = waiting.get(path);
      if (response !== undefined) return response;
      await arrived.promise;
    }
  };
  return { server, origin, arrivalOf };
}

const CLOSE = /connection: close\r\n/i;

describe('a server that stops', () => {
  test('closes the connection with every response from then on', async () => {
    const { server, origin, arrivalOf } = await listenAndWait();
    const inFlight = await openRaw(origin);
    const later = await openRaw(origin);
    inFlight.write(requestBytes('GET /a'));
    later.write(requestBytes('GET /b'));
    (await arrivalOf('/b')).end('b');
    await later.until(/\r\n\r\n1\r\nb|\r\n\r\nb/);
    expect(later.received()).not.toMatch(CLOSE);
    await arrivalOf('/a');

    server.drain();
    (await arrivalOf('/a')).end('a');
    later.write(requestBytes('GET /c'));
    (await arrivalOf('/c')).end('c');

    expect([await inFlight.ended, await later.ended]).toEqual(['end', 'end']);
    for (const { received } of [inFlight, later]) expect(received()).toMatch(CLOSE);
    const fresh = await openRaw(origin);
    fresh.write(requestBytes('GET /d'));
    (await arrivalOf('/d')).end('d');
    expect(await fresh.ended).toBe('end');
    expect(fresh.received()).toMatch(CLOSE);
  });

  test('answers all pipelined requests, and closes with the last one', async () => {
    const { server, origin, arrivalOf } = await listenAndWait();
    const client = await openRaw(origin);
    client.write(requestBytes('GET /a') + requestBytes('GET /b'));
    await arrivalOf('/b');

    server.drain();
    client.write(requestBytes('GET /c'));
    await arrivalOf('/c');
    const closed = server.close(LONG_MS);
    for (const path of ['/c', '/a', '/b']) (await arrivalOf(path)).end(`answer ${path}`);

    expect(await client.ended).toBe('end');
    await closed;
    expect(client.received().match(/answer \/\w|connection: close/gi)).toEqual([
      'answer /a',
      'answer /b',
      'Connection: close',
      'answer /c',
    ]);
  });

  test('does not wait for a client that pipelined and left', async () => {
    const { server, origin, arrivalOf } = await listenAndWait();
    const client = await openRaw(origin);
    client.write(requestBytes('GET /a') + requestBytes('GET /b'));
    await arrivalOf('/b');

    client.destroy();
    server.drain();

    await server.close(LONG_MS);
  });

  test('waits for the rest of a request, head or body', async () => {
    const { server, origin } = await listenLikeProgram(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.end(`received ${request.url} ${body}`);
    });
    const [head, body] = [await openRaw(origin), await openRaw(origin)];
    const bytes = requestBytes('POST /body', {}, 'abcdef');
    body.write(bytes.slice(0, -3));
    head.write(bytes.slice(0, 20));
    // Both parts have arrived when a later request has its response.
    const other = await openRaw(origin);
    other.write(requestBytes('GET /other', { connection: 'close' }));
    await other.ended;

    server.drain();
    const closed = server.close(LONG_MS);
    body.write(bytes.slice(-3));
    head.write(bytes.slice(20));
    await closed;

    expect([await head.ended, await body.ended]).toEqual(['end', 'end']);
    for (const { received } of [head, body]) expect(received()).toContain('received /body abcdef');
  });

  test('sends a response to the end, to a slow reader, too', async () => {
    const size = 8_000_000;
    const { server, origin } = await listenLikeProgram((_request, response) => {
      response.end(Buffer.alloc(size, 'x'));
    });
    const client = await openRaw(origin);
    client.write(requestBytes('GET /'));
    await client.until(/xxx/);
    client.pause();

    server.drain();
    const closed = server.close(LONG_MS);
    await new Promise((resolve) => setImmediate(resolve));
    client.resume();

    expect(await client.ended).toBe('end');
    await closed;
    expect(client.received().length).toBeGreaterThan(size);
  });

  test('waits for a stream that has begun', async () => {
    const { server, origin, arrivalOf } = await listenAndWait();
    const client = await openRaw(origin);
    client.write(requestBytes('GET /'));
    const stream = await arrivalOf('/');
    stream.writeHead(200, { 'content-type': 'text/event-stream' });
    stream.write('event: one\n\n');
    await client.until(/event: one/);

    server.drain();
    const closed = server.close(LONG_MS);
    stream.write('event: two\n\n');
    await client.until(/event: two/);
    stream.end('event: complete\n\n');

    await client.until(/event: complete/);
    expect(await client.ended).toBe('end');
    await closed;
  });

  test('closes idle connections without a reset', async () => {
    const { server, origin } = await listenLikeProgram(
      (_request, response) => void response.end('answer'),
    );
    const used = await openRaw(origin);
    const fresh = await openRaw(origin);
    used.write(requestBytes('GET /'));
    await used.until(/answer/);

    server.drain();
    await server.close(LONG_MS);

    expect([await used.ended, await fresh.ended]).toEqual(['end', 'end']);
  });

  test('cuts what takes longer than the grace', async () => {
    const { server, origin, arrivalOf } = await listenAndWait();
    const client = await openRaw(origin);
    client.write(requestBytes('GET /'));
    await arrivalOf('/');

    server.drain();
    await server.close(0);

    await client.ended;
    expect(client.received()).toBe('');
    await expect(openRaw(origin)).rejects.toThrow('ECONNREFUSED');
  });
});

describe.each(PATHS)('a gateway that stops, with %s,', (_path, compiledPath) => {
  const authorization = `Bearer ${DEMO_CREDENTIAL}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const COUNT = JSON.stringify({ query: '{ tokens { totalCount } }' });

  test.each(['application/json', 'text/event-stream'])(
    'answers a request for %s that is in flight, and closes the connection',
    async (accept) => {
      const { gateway, upstream } = await startGateway({ compiledPath });
      const { server, origin } = await listenLikeProgram(gateway.listener);
      const finished = withResolvers();
      const called = withResolvers();
      upstream.onRequest(called.resolve);
      upstream.injectFault({ kind: 'slow', until: finished.promise });
      const client = await openRaw(origin);
      client.write(requestBytes('POST /graphql', { ...headers, accept }, COUNT));
      await called.promise;

      gateway.markUnready();
      server.drain();
      const closed = server.close(LONG_MS);
      finished.resolve();

      await client.until(/"totalCount":125/);
      expect(await client.ended).toBe('end');
      expect(client.received()).toMatch(CLOSE);
      await closed;
    },
  );

  test('refuses a long body only when it has arrived, so that the client reads the answer', async () => {
    const { gateway } = await startGateway({ compiledPath });
    const { server, origin } = await listenLikeProgram(gateway.listener);
    const client = await openRaw(origin);
    const bytes = requestBytes('POST /graphql', headers, COUNT + ' '.repeat(3_000_000));
    server.drain();
    client.write(bytes.slice(0, 1_000_000));
    const other = await openRaw(origin);
    other.write(requestBytes('GET /health'));
    await other.ended;
    expect(client.received()).toBe('');

    client.write(bytes.slice(1_000_000));

    expect(await client.ended).toBe('end');
    expect(client.received()).toMatch(/^HTTP\/1.1 413 [\s\S]*PAYLOAD_TOO_LARGE/);
  });
});

test('a server that is none of node:net, as on Bun, is stopped by its own close', async () => {
  const server = new EventEmitter() as Server;
  let closed = 0;
  server.close = (onClosed) => {
    closed += 1;
    onClosed?.();
    return server;
  };
  await trackConnections(server, 10).close(LONG_MS);

  expect(closed).toBe(1);
});
