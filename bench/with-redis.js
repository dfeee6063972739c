/** Runs the gateway with a Redis of its own, which has the other core: only the gateway is measured. */
import { spawn } from 'node:child_process';

import { canPin, freePort, LOAD_CORE } from './processes.js';

const port = await freePort();
const server = ['redis-server', '--port', String(port), '--bind', '127.0.0.1', '--save', ''];
const [command, ...args] = canPin ? ['taskset', '-c', String(LOAD_CORE), ...server] : server;
const redis = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
process.on('exit', () => redis.kill('SIGKILL'));
for await (const line of redis.stdout) {
  if (String(line).includes('Ready to accept connections')) break;
}
redis.unref();
process.env.REDIS_URL = `redis://127.0.0.1:${port}`;
await import('../dist/cli.js');
