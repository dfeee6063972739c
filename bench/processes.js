/** Starting, pinning, measuring and stopping processes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';

/** The measured server has a core to itself; callers and upstream share the other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export const canPin =
  spawnSync('taskset', ['--version']).status === 0 && availableParallelism() > LOAD_CORE;

const TICKS_PER_SECOND =
  Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout) || 100;

/** `quiet` output goes to /dev/null. */
export function start(core, [command, ...args], { env = {}, stdio }) {
  const pinned = canPin ? ['taskset', '-c', String(core), command, ...args] : [command, ...args];
  return spawn(pinned[0], pinned.slice(1), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    stdio,
  });
}

/** Moves this process, which waits most of the time, out of the server's way. */
export function leaveServerCore() {
  if (canPin) spawnSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)]);
}

/** A process of ours that answers one message with one message. */
export async function startWorker(file, env = {}) {
  const path = new URL(file, import.meta.url).pathname;
  const child = start(LOAD_CORE, [process.execPath, path], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return {
    async ask(message) {
      child.send(message);
      const [answer] = await once(child, 'message');
      return answer;
    },
    stop: () => child.disconnect(),
  };
}

export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}

/** CPU time of all threads so far, in microseconds. */
export function cpuOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name may hold spaces, and stands in brackets in front of the numbers.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const toUs = (ticks) => (Number(ticks) * 1e6) / TICKS_PER_SECOND;
  return { userUs: toUs(fields[11]), systemUs: toUs(fields[12]) };
}

export function rssMbOf(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024;
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
