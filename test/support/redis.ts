import { type ChildProcess, execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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

async function start(port: number, extra: readonly string[] = []): Promise<ChildProcess> {
  const common = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const flags = ['--port', `${port}`, ...common, ...extra];
  const server = spawn('redis-server', flags, { stdio: ['ignore', 'pipe', 'ignore'] });
  for await (const line of server.stdout) {
    if (String(line).includes('Ready to accept connections')) break;
  }
  return server;
}

/** Redis with TLS and a password. `caFile` holds the authority that has signed its certificate. */
export async function startTlsRedis(password: string): Promise<{ url: string; caFile: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  const openssl = (...args: string[]) => run('openssl', args, { cwd: folder });
  const newKey = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-x509'];
  await openssl('req', ...newKey, '-subj', '/CN=ca', '-keyout', 'ca.key', '-out', 'ca.crt');
  const signed = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-addext', 'subjectAltName=DNS:localhost'];
  const files = ['-keyout', 'server.key', '-out', 'server.crt'];
  await openssl('req', ...newKey, ...signed, '-subj', '/CN=localhost', ...files);
  const port = await freePort();
  const at = (name: string) => join(folder, name);
  const server = await start(0, [
    ...['--tls-port', `${port}`, '--requirepass', password, '--tls-auth-clients', 'no'],
    ...['--tls-cert-file', at('server.crt'), '--tls-key-file', at('server.key')],
    ...['--tls-ca-cert-file', at('ca.crt')],
  ]);
  onTestFinished(() => void server.kill('SIGKILL'));
  return { url: `rediss://:${password}@localhost:${port}`, caFile: at('ca.crt') };
}

const run = promisify(execFile);

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
      from.setMaxListeners(0);
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
