/** Starts a gateway for the soak, and measures it from outside. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';

import { cpuUsOf } from '../processes.js';

/** `heapMb` and `openFiles` are limits; null: none but the system's. */
export async function startGateway({ env, heapMb = null, openFiles = null }) {
  const node = [
    process.execPath,
    ...(heapMb === null ? [] : [`--max-old-space-size=${heapMb}`]),
    ...['dist/cli.js', '--port', '0'],
  ];
  const command =
    openFiles === null ? node : ['sh', '-c', `ulimit -n ${openFiles} && exec "$@"`, 'sh', ...node];
  const child = spawn(command[0], command.slice(1), {
    // The log then has bugs alone.
    env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'close');
  let isOver = false;
  let errorOutput = '';
  child.stderr.on('data', (chunk) => {
    errorOutput += chunk;
  });
  exited.then(() => {
    isOver = true;
  });
  let output = '';
  while (!output.includes('/graphql')) {
    const ended = await Promise.race([once(child.stdout, 'data'), exited.then(() => null)]);
    if (ended === null) throw new Error(`the gateway did not start: ${errorOutput}`);
    output += ended[0];
  }
  const { pid } = child;
  return {
    origin: /: (http:\S+)\/graphql/.exec(output)[1],
    isRunning: () => !isOver,
    cpuMs: () => (isOver ? 0 : cpuUsOf(pid) / 1_000),
    rssMb: () => (isOver ? 0 : statusMb(pid, 'VmRSS')),
    /** The highest resident memory since `forgetPeak`. */
    peakMb: () => (isOver ? 0 : statusMb(pid, 'VmHWM')),
    forgetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    openSockets: () => openSockets(pid),
    async stop() {
      if (!isOver) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 40_000);
      const [exitCode] = await exited;
      clearTimeout(timer);
      return { exitCode, errorOutput };
    },
  };
}

function statusMb(pid, name) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)[1]) / 1024);
}

function openSockets(pid) {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith('socket:')).length;
}
