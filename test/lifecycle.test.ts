import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, startEmulator } from '../src/emulator/index.ts';
import { installPacked, type Program, start } from './support/package.ts';
import { openRaw, requestBytes } from './support/raw-connection.ts';
import { withResolvers } from './support/with-resolvers.ts';

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

const ANY_PORT = ['--port', '0'];
const ADDRESS = /GraphiQL: (http:\/\/\S+)\/graphql/;
const METRICS = /Metrics: (\S+)/;
const COUNT = JSON.stringify({ query: '{ tokens { totalCount } }' });
const SEVEN = { data: { tokens: { totalCount: 7 } } };
const HEADERS = { 'content-type': 'application/json' };

async function ask(origin: string): Promise<unknown> {
  const init = { method: 'POST', headers: HEADERS, body: COUNT };
  return (await fetch(`${origin}/graphql`, init)).json();
}

/** The program over an emulator that the test holds. */
async function startOverEmulator(env: NodeJS.ProcessEnv = {}, args = ANY_PORT) {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const program = start(folder, args, {
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
    CLOUDFLARE_API_TOKEN: CREDENTIALS.seven,
    CACHE_TTL_MS: '0',
    ...env,
  });
  const [, origin = ''] = await program.until(ADDRESS);
  return { upstream, program, origin };
}

/** The signal arrives at some moment after it was sent. */
async function untilNotReady(origin: string): Promise<void> {
  let status = 200;
  while (status === 200) status = (await fetch(`${origin}/ready`)).status;
  expect(status).toBe(503);
}

describe('after SIGTERM the program', () => {
  test('is not ready at once, serves during the delay, and a second signal ends it at once', async () => {
    const { program, origin } = await startOverEmulator({ DRAIN_DELAY_MS: '600000' });
    expect((await fetch(`${origin}/ready`)).status).toBe(200);

    program.signal('SIGTERM');
    await untilNotReady(origin);
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: HEADERS,
      body: COUNT,
    });
    const health = await fetch(`${origin}/health`);

    expect(await response.json()).toEqual(SEVEN);
    expect(response.headers.get('connection')).toBe('close');
    expect([health.status, health.headers.get('connection')]).toEqual([200, 'close']);
    program.signal('SIGTERM');
    expect(await program.exit).toBe(143);
  });

  test('finishes requests in flight, serves metrics meanwhile, and exits with 0', async () => {
    const args = [...ANY_PORT, '--metrics-port', '0'];
    const { upstream, program, origin } = await startOverEmulator({ DRAIN_DELAY_MS: '1' }, args);
    const [, metrics = ''] = await program.until(METRICS);
    const { finished, answer } = await startSlowRequest(upstream, origin);

    program.signal('SIGTERM');
    // The server has stopped accepting when it refuses a connection.
    await expect.poll(() => openRaw(origin).catch(({ code }) => code)).toBe('ECONNREFUSED');
    expect(await (await fetch(metrics)).text()).toContain('gateway_requests_in_flight 1');
    finished.resolve();

    expect(await answer).toEqual(SEVEN);
    expect(await program.exit).toBe(0);
  });

  test('does not wait for a client that pipelined requests and left', async () => {
    const { upstream, program, origin } = await startOverEmulator();
    upstream.injectFault({ kind: 'hang' }, 2);
    const client = await openRaw(origin);
    for (const end of ['first', 'last']) {
      const body = JSON.stringify({ query: `{ tokens(${end}: 50) { nodes { id } } }` });
      client.write(requestBytes('POST /graphql', HEADERS, body));
    }
    await expect.poll(() => upstream.requests.length).toBe(2);

    client.destroy();
    program.signal('SIGTERM');

    expect(await program.exit).toBe(0);
  });

  test('closes kept-alive connections without a reset, and does not wait for their clients', async () => {
    const args = [...ANY_PORT, '--metrics-port', '0'];
    const { program, origin } = await startOverEmulator({}, args);
    const [, metrics = ''] = await program.until(METRICS);
    const clients = [await openRaw(origin), await openRaw(new URL(metrics).origin)];
    for (const client of clients) client.write(requestBytes('GET /health'));
    for (const { until } of clients) await until(/HTTP\/1.1 \d+/);

    program.signal('SIGINT');

    expect(await Promise.all(clients.map(({ ended }) => ended))).toEqual(['end', 'end']);
    expect(await program.exit).toBe(0);
  });
});

/** Starts a request whose upstream call lasts until the test finishes it. */
async function startSlowRequest(
  upstream: Awaited<ReturnType<typeof startEmulator>>,
  origin: string,
) {
  const finished = withResolvers();
  const called = withResolvers();
  upstream.onRequest(called.resolve);
  upstream.injectFault({ kind: 'slow', until: finished.promise });
  const answer = ask(origin);
  await called.promise;
  return { finished, answer };
}

describe('a port that is in use', () => {
  test.each([
    ['PORT', '--port', ['--metrics-port', '0']],
    ['METRICS_PORT', '--metrics-port', ANY_PORT],
  ])('ends the start with one sentence about %s', async (setting, flag, others) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;

    const program = start(folder, [flag, String(port), ...others]);

    expect(await program.exit).toBe(1);
    expect(program.output()).toBe(
      `Could not start: port ${port} of 127.0.0.1 is in use (EADDRINUSE): stop the other program, ` +
        `or set ${setting} (${flag}) to another port (0 takes a free one).\n`,
    );
  });
});

describe('a log that cannot be written', () => {
  const droppedLines = async (metrics: string) =>
    Number(
      /^gateway_log_lines_dropped_total (\d+)$/m.exec(await (await fetch(metrics)).text())?.[1],
    );

  async function startAndAsk(stderr: 'full' | 'closed' | 'unread', requests: number) {
    const program = start(folder, [...ANY_PORT, '--metrics-port', '0'], {}, { stderr });
    const [, origin = ''] = await program.until(ADDRESS);
    const [, metrics = ''] = await program.until(METRICS);
    const client = await openRaw(origin);
    const names = Array.from({ length: requests }, (_, index) => `${'long'.repeat(30)}${index}`);
    for (const name of names) {
      const body = JSON.stringify({ query: `query ${name} { __typename }` });
      client.write(requestBytes('POST /graphql', HEADERS, body));
    }
    client.write(requestBytes('GET /health', { connection: 'close' }));
    await client.ended;
    expect(client.received().match(/"__typename":"Query"/g)).toHaveLength(requests);
    return { program, metrics };
  }

  test.each(['full', 'closed'] as const)('(%s) loses lines, and counts them', async (stderr) => {
    const { program, metrics } = await startAndAsk(stderr, 300);

    await expect.poll(() => droppedLines(metrics)).toBe(300);
    await expectCalmEnd(program);
  });

  test('(a pipe that nobody reads) never blocks the program', async () => {
    // More than the pipe holds.
    const { program, metrics } = await startAndAsk('unread', 1_000);

    expect(await droppedLines(metrics)).toBe(0);
    await expectCalmEnd(program);
  });

  async function expectCalmEnd(program: Program): Promise<void> {
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
  }
});

test('idle connections, more than the limit of open files, lock nobody out', async () => {
  const program = start(folder, ANY_PORT, {}, { maxFiles: 100 });
  const [, origin = ''] = await program.until(ADDRESS);
  expect(program.output()).toMatch(/Connections: at most 16;/);

  for (let count = 0; count < 110; count++) await openRaw(origin);
  // By Yoga's path, which is loaded lazily; and the page.
  const rejected = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: HEADERS,
    body: '{}',
  });
  const page = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } });

  expect(rejected.status).toBe(400);
  expect(await page.text()).toContain('query Tokens');
  expect(await ask(origin)).toEqual({ data: { tokens: { totalCount: expect.any(Number) } } });
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  program.signal('SIGTERM');
  expect(await program.exit).toBe(0);
});

test('the settings of slow and many clients take effect', async () => {
  const { program, origin } = await startOverEmulator({
    REQUEST_TIMEOUT_MS: '600',
    KEEP_ALIVE_TIMEOUT_MS: '300',
    MAX_CONNECTIONS: '3',
  });
  const oldest = await openRaw(origin);
  const slow = await openRaw(origin);
  slow.write(requestBytes('POST /graphql', HEADERS, COUNT).slice(0, -1));
  const idle = await openRaw(origin);
  idle.write(requestBytes('GET /health'));
  await idle.until(/alive/);
  const newest = await openRaw(origin);
  newest.write(requestBytes('GET /health'));

  await newest.until(/alive/);
  expect(await oldest.ended).toBe('end');
  expect(await idle.ended).toBe('end');
  expect(await slow.ended).toBe('end');
  expect(slow.received()).toMatch(/^HTTP\/1.1 408 /);
  expect(oldest.received()).toBe('');
  program.signal('SIGTERM');
  expect(await program.exit).toBe(0);
});

test('a hundred clients that do not read GraphiQL’s page share one copy, and are cut', async () => {
  const program = start(folder, ANY_PORT, { SEND_TIMEOUT_MS: '2000' });
  const [, origin = ''] = await program.until(ADDRESS);
  const visit = requestBytes('GET /graphql', { accept: 'text/html' });
  const first = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } });
  await first.arrayBuffer();
  const before = residentMb(program.pid);

  const clients = await Promise.all(Array.from({ length: 100 }, () => openRaw(origin)));
  for (const client of clients) {
    client.pause();
    client.write(visit);
  }
  // Its answer comes after those that the others do not read have begun.
  expect((await fetch(`${origin}/health`)).status).toBe(200);
  expect(residentMb(program.pid) - before).toBeLessThan(60);
  await expect.poll(() => openSockets(program.pid), { timeout: 20_000 }).toBeLessThan(50);
});

function residentMb(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1_024;
}

function openSockets(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
