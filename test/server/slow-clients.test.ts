import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createStallGuard } from '../../src/server/stall-guard.ts';
import { startGateway } from '../support/gateway.ts';
import { listenLikeProgram } from '../support/http-server.ts';
import { openRaw, requestBytes } from '../support/raw-connection.ts';
import { close } from '../support/serve.ts';
import { withResolvers } from '../support/with-resolvers.ts';

const POST = requestBytes('POST /', {}, 'abcdef');

describe('a request that takes too long to arrive', () => {
  test.each([
    ['nothing', ''],
    ['half the head', POST.slice(0, 20)],
    ['half the body', POST.slice(0, -3)],
  ])('is refused (%s)', async (_part, bytes) => {
    const { origin } = await listenLikeProgram(() => {}, { requestTimeoutMs: 60 });
    const client = await openRaw(origin);
    client.write(bytes);

    expect(await client.ended).toBe('end');
    expect(client.received()).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe('a connection', () => {
  test('is closed when it was idle for the keep-alive, and says so', async () => {
    const { origin } = await listenLikeProgram((_request, response) => response.end('answer'), {
      keepAliveTimeoutMs: 1_000,
    });
    const client = await openRaw(origin);
    client.write(requestBytes('GET /'));

    expect(await client.ended).toBe('end');
    expect(client.received()).toMatch(/keep-alive: timeout=1\r\n/i);
    expect(client.received()).toContain('answer');
  });

  test('may be idle for longer than a request may take to arrive', async () => {
    const { origin } = await listenLikeProgram((_request, response) => response.end('answer'), {
      requestTimeoutMs: 60,
    });
    const client = await openRaw(origin);
    client.write(requestBytes('GET /'));
    await client.until(/answer/);

    // A later connection that sends nothing is closed, so more time has passed than for a request.
    const silent = await openRaw(origin);
    await silent.ended;
    client.write(requestBytes('GET /', { connection: 'close' }));

    expect(await client.ended).toBe('end');
    expect(client.received().match(/answer|408/g)).toEqual(['answer', 'answer']);
  });

  test('takes the place of the one that was idle longest', async () => {
    const { origin } = await listenLikeProgram((_request, response) => response.end('answer'), {
      maxConnections: 3,
    });
    const [first, second, third] = [
      await openRaw(origin),
      await openRaw(origin),
      await openRaw(origin),
    ];
    first.write(requestBytes('GET /'));
    await first.until(/answer/);

    const fourth = await openRaw(origin);
    fourth.write(requestBytes('GET /'));
    await fourth.until(/answer/);
    expect(await second.ended).toBe('end');
    for (const client of [first, third]) client.write(requestBytes('GET /again'));
    await third.until(/answer/);
    await first.until(/answer[\s\S]*answer/);
  });

  test('takes the place of one whose body has not arrived, not of one that has just opened', async () => {
    const { arrived, listener } = countArrivals(2);
    const { origin } = await listenLikeProgram(
      (request, response) => {
        listener();
        request.on('end', () => response.end('answer')).resume();
      },
      { maxConnections: 3 },
    );
    const unfinished = [await openRaw(origin), await openRaw(origin)];
    for (const client of unfinished) client.write(POST.slice(0, -3));
    await arrived;
    const fresh = [await openRaw(origin)];

    for (const client of unfinished) {
      fresh.push(await openRaw(origin));
      expect(await client.ended).toMatch(/^(end|ECONNRESET)$/);
    }
    for (const client of fresh) {
      client.write(POST);
      await client.until(/answer/);
    }
  });

  test('is not accepted while all others wait for a response', async () => {
    const { arrived, listener } = countArrivals(2);
    const { origin } = await listenLikeProgram(listener, { maxConnections: 2 });
    for (const _ of [1, 2]) (await openRaw(origin)).write(requestBytes('GET /'));
    await arrived;

    const third = await openRaw(origin);
    third.write(requestBytes('GET /'));

    expect(await third.ended).toMatch(/^(end|ECONNRESET)$/);
    expect(third.received()).toBe('');
  });
});

function countArrivals(wanted: number) {
  const { promise: arrived, resolve } = withResolvers();
  let count = 0;
  const listener = () => {
    count += 1;
    if (count === wanted) resolve();
  };
  return { arrived, listener };
}

describe('a response that nobody reads', () => {
  const SIZE = 16_000_000;

  async function listenWithGuard() {
    const { gateway } = await startGateway();
    const body = Buffer.alloc(SIZE, 'x');
    const server = createServer((request, response) => {
      if (request.url === '/health') return void gateway.listener(request, response);
      response.writeHead(200, { 'content-length': SIZE });
      const send = (from: number) => {
        if (from >= SIZE) return void response.end();
        response.write(body.subarray(from, from + 65_536), () => send(from + 65_536));
      };
      send(0);
    });
    const guard = createStallGuard(server, 30_000);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => close(server));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const connections = () =>
      new Promise((resolve) => server.getConnections((_error, count) => resolve(count)));
    return { guard, origin, connections };
  }

  test('is cut after the limit, but not while its client reads or waits', async () => {
    const { guard, origin, connections } = await listenWithGuard();
    const [unread, slow, idle] = [
      await openRaw(origin),
      await openRaw(origin),
      await openRaw(origin),
    ];
    for (const client of [unread, slow]) client.write(requestBytes('GET /'));
    await unread.until(/xxx/);
    unread.pause();
    await slow.until(/xxx/);
    slow.pause();
    // Until the buffers between the server and its clients are full.
    await expect
      .poll(
        () => {
          guard.check(0);
          return guard.stalled();
        },
        { timeout: 20_000 },
      )
      .toBe(2);
    guard.check(29_999);
    expect(await connections()).toBe(3);

    slow.resume();
    await expect.poll(() => slow.received().length, { timeout: 20_000 }).toBeGreaterThan(8_000_000);
    guard.check(30_000);
    await expect.poll(connections, { timeout: 20_000 }).toBe(2);
    idle.write(requestBytes('GET /health'));
    await idle.until(/alive/);
    await expect.poll(() => slow.received().length, { timeout: 20_000 }).toBeGreaterThan(SIZE);
  });
});
