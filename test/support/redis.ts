import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

const isInstalled = spawnSync('redis-server', ['--version']).status === 0;
if (!isInstalled && process.env['CI'] !== 'true') {
  process.stderr.write('SKIPPED: tests of several replicas need redis-server (apt-get install)\n');
}

/** Whether the tests that need Redis run: in CI they must. */
export const HAS_REDIS = isInstalled || process.env['CI'] === 'true';

export interface TestRedis {
  readonly url: string;
  /** No answer, but connections stay open. */
  pause(): void;
  resume(): void;
  /** Ends the process; all data is lost. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
  /** No room for anything more: writes are refused. */
  fill(): Promise<void>;
  empty(): Promise<void>;
}

/** Starts Redis on a free port until the test ends. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server = await start(port);
  const end = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  onTestFinished(end);
  return {
    url: `redis://127.0.0.1:${port}`,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    kill: end,
    fill: () => configure(port, 'maxmemory', '1'),
    empty: () => configure(port, 'maxmemory', '0'),
    async restart() {
      await end();
      server = await start(port);
    },
  };
}

async function configure(port: number, name: string, value: string): Promise<void> {
  const client = new Redis(port, '127.0.0.1');
  await client.config('SET', name, value);
  client.disconnect();
}

async function start(port: number): Promise<ChildProcess> {
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of server.stdout) {
    if (String(line).includes('Ready to accept connections')) break;
  }
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A way to Redis that a test can cut. */
export async function startRedisProxy(redis: TestRedis) {
  const { port, hostname } = new URL(redis.url);
  let isHolding = false;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => to.destroy());
      from.on('data', (chunk) => {
        if (isHolding) from.once('resumed', () => to.write(chunk));
        else to.write(chunk);
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Nothing gets through, but connections stay open. */
    hold() {
      isHolding = true;
    },
    /** What was held gets through, late. */
    release() {
      isHolding = false;
      for (const socket of sockets) socket.emit('resumed');
    },
  };
}
