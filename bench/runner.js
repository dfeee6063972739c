/** Starts servers, puts load on them and measures them. */
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import { openConnection, toRequest } from './connection.js';
import { inDialect } from './dialects.js';
import { cpuUsOf, freePort, rssMbOf, SERVER_CORE, start, startWorker, stop } from './processes.js';
import { temporaryFolder } from './servers.js';

const START_LIMIT_MS = 60_000;
const POLL_MS = 3;
/** From the first response to the measurement of idle memory. */
const IDLE_MS = 500;

/** Starts the upstream and the callers; `stop` ends them. */
export async function startEnvironment() {
  const port = await freePort();
  const upstream = await startWorker('upstream.js', { PORT: String(port) });
  const load = await startWorker('load.js');
  return {
    upstreamUrl: `http://127.0.0.1:${port}/client/v4`,
    folder: temporaryFolder(),
    upstreamCalls: async () => (await upstream.ask({})).calls,
    async load(job) {
      const { result, problem } = await load.ask(job);
      if (problem !== undefined) throw new Error(problem);
      return result;
    },
    stop() {
      upstream.stop();
      load.stop();
    },
  };
}

/** Starts a server and sends one request. Returns null if the server lacks the field that the scenario needs. */
export async function startServer(environment, server, scenario, { isVerbose, nodeArgs = [] }) {
  const port = String(await freePort());
  const { upstreamUrl, folder } = environment;
  const { command, env, cwd } = server.launch({ port, upstreamUrl, scenario, folder });
  const startMs = performance.now();
  const output = isVerbose ? 'inherit' : 'ignore';
  const [program, ...args] = command;
  const child = start(SERVER_CORE, [program, ...nodeArgs, ...args], {
    env,
    cwd,
    stdio: ['ignore', output, output],
  });
  try {
    await untilListening(child, port);
    const request = toRequest(inDialect(server.dialect, scenario.questions[0]), port);
    const text = await askOnce(request, port);
    const firstResponseMs = performance.now() - startMs;
    if (lacks(scenario.needsField, text)) {
      await stop(child);
      return null;
    }
    request.check?.(text);
    await wait(IDLE_MS);
    return { server, port: Number(port), child, firstResponseMs, idleMb: rssMbOf(child.pid) };
  } catch (error) {
    await stop(child);
    throw new Error(`${server.name}, ${scenario.name}: ${error.message}`);
  }
}

/** A second counts as progress if a request costs less than this share of the best second before. */
const PROGRESS = 0.97;
/** After this many seconds without progress, V8 has compiled the hot functions. */
const MAX_STALLS = 2;

/**
 * Puts load on a server until it gets no faster, or for `limitSeconds`. Every
 * measurement needs it: V8 discards code that was unused for a minute or two.
 */
export async function warmUp(environment, running, scenario, limitSeconds) {
  let best = Number.POSITIVE_INFINITY;
  let stalls = 0;
  for (let second = 0; second < limitSeconds && stalls < MAX_STALLS; second++) {
    const { cpuUs } = await measure(environment, running, scenario, 1);
    stalls = cpuUs < best * PROGRESS ? 0 : stalls + 1;
    best = Math.min(best, cpuUs);
  }
}

/** Measures a running server under load. */
export async function measure(environment, running, scenario, seconds) {
  const { server, child } = running;
  const callsBefore = await environment.upstreamCalls();
  const beforeUs = cpuUsOf(child.pid);
  const result = await environment.load({ ...jobOf(running, scenario), seconds }).catch((error) => {
    throw new Error(`${server.name}, ${scenario.name}: ${error.message}`);
  });
  const afterUs = cpuUsOf(child.pid);
  return {
    cpuUs: (afterUs - beforeUs) / result.requests,
    perSecond: result.requests / result.seconds,
    upstreamCalls: (await environment.upstreamCalls()) - callsBefore,
    rssMb: rssMbOf(child.pid),
    ...result,
  };
}

function jobOf({ server, port }, { pattern, callers, credentials, questions }) {
  return { port, dialect: server.dialect, pattern, callers, credentials, questions };
}

async function askOnce({ head, tail }, port) {
  const credential = 'first'.padEnd(40, '_');
  let settle;
  const responded = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  const connection = await openConnection(port, settle.resolve, settle.reject);
  connection.send(head + credential + tail);
  const timer = setTimeout(() => settle.reject(new Error('no first response')), START_LIMIT_MS);
  const response = await responded.finally(() => clearTimeout(timer));
  connection.close();
  return response.body();
}

async function untilListening(child, port) {
  const limitMs = performance.now() + START_LIMIT_MS;
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`exited with ${child.exitCode}; see --verbose`);
    if (performance.now() > limitMs) throw new Error('did not listen in time; see --verbose');
    await wait(POLL_MS);
  }
}

function isListening(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function lacks(field, text) {
  return field !== undefined && text.includes(`Cannot query field \\"${field}\\"`);
}
