/** Starts, pins, measures and stops processes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';

/** The measured server has a core to itself; the callers and the upstream share the other. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export const canPin =
  spawnSync('taskset', ['--version']).status === 0 && availableParallelism() > LOAD_CORE;

/** The process gets only PATH and HOME of this environment. */
export function start(core, [command, ...args], { env = {}, cwd, stdio }) {
  const pinned = canPin ? ['taskset', '-c', String(core), command, ...args] : [command, ...args];
  return spawn(pinned[0], pinned.slice(1), {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env },
    cwd,
    stdio,
  });
}

/** Moves this process, which mostly waits, away from the server's core. */
export function leaveServerCore() {
  if (canPin) spawnSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)]);
}

/** Starts a script of the bench that replies to each message with one message. */
export async function startWorker(file, env = {}) {
  const path = new URL(file, import.meta.url).pathname;
  const child = start(LOAD_CORE, [process.execPath, path], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error(`${file} has ended`);
  });
  ended.catch(() => {});
  const nextMessage = () => Promise.race([once(child, 'message'), ended]);
  await nextMessage();
  return {
    async ask(message) {
      child.send(message);
      const [reply] = await nextMessage();
      return reply;
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

/** CPU time of all threads so far, user and system, in microseconds. */
export function cpuUsOf(pid) {
  return readdirSync(`/proc/${pid}/task`)
    .map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    .reduce((totalUs, schedstat) => totalUs + Number.parseInt(schedstat, 10) / 1_000, 0);
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
