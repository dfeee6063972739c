/**
 * Shows how the gateway spends its CPU time in one scenario: self time by
 * package and by function, without start-up and warm-up.
 * `npm run bench:profile -- --scenario rows-20 --seconds 5 --top 30`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { leaveServerCore, stop } from './processes.js';
import { measure, startEnvironment, startServer, warmUp } from './runner.js';
import { SCENARIOS } from './scenarios.js';
import { SERVERS } from './servers.js';

const SAMPLE_INTERVAL_US = 500;

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'rows-20' },
    server: { type: 'string', default: 'gateway' },
    seconds: { type: 'string', default: '5' },
    top: { type: 'string', default: '30' },
  },
});
const scenario = SCENARIOS.find(({ name }) => name === values.scenario);
const server = SERVERS.find(({ name }) => name === values.server);
if (scenario === undefined || server === undefined) {
  throw new Error('no such scenario or server; see npm run bench -- --help');
}

leaveServerCore();
const environment = await startEnvironment();
try {
  await profile();
} finally {
  environment.stop();
}

async function profile() {
  const { folder } = environment;
  const nodeArgs = [
    '--cpu-prof',
    `--cpu-prof-dir=${folder}`,
    `--cpu-prof-interval=${SAMPLE_INTERVAL_US}`,
  ];
  const startMs = performance.now();
  const running = await startServer(environment, server, scenario, { isVerbose: false, nodeArgs });
  if (running === null) throw new Error(`${server.name} has no ${scenario.needsField}`);
  await warmUp(environment, running, scenario, 20);
  const warmMs = performance.now() - startMs;
  const { cpuUs, perSecond } = await measure(
    environment,
    running,
    scenario,
    Number(values.seconds),
  );
  await stop(running.child);

  const file = readdirSync(folder).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`${server.name} left no profile`);
  const path = join(folder, file);
  const shares = selfTimes(JSON.parse(readFileSync(path, 'utf8')), warmMs * 1_000);
  say(`${server.name}, ${scenario.name}: ${Math.round(cpuUs)} µs a request with the profiler on,`);
  say(`${Math.round(perSecond)} requests/s. Shares of the time that the main thread was busy.`);
  printShares('package', shares.byPackage, 20);
  printShares('function', shares.byFunction, Number(values.top));
  say(`\nThe profile, for the developer tools of a browser: ${path}`);
}

/** Self times of the samples after `fromUs`, as shares of the time that was not idle. */
function selfTimes({ nodes, samples, timeDeltas }, fromUs) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const byPackage = new Map();
  const byFunction = new Map();
  let atUs = 0;
  let busyUs = 0;
  for (const [index, id] of samples.entries()) {
    atUs += timeDeltas[index];
    const frame = frames.get(id);
    if (atUs < fromUs || frame.functionName === '(idle)') continue;
    // A sample counts for the time until the next one.
    const spentUs = timeDeltas[index + 1] ?? 0;
    busyUs += spentUs;
    add(byPackage, packageOf(frame), spentUs);
    add(byFunction, nameOf(frame), spentUs);
  }
  const share = (map) => [...map].map(([name, us]) => [name, us / busyUs]);
  return { byPackage: share(byPackage), byFunction: share(byFunction) };
}

function add(map, key, amount) {
  map.set(key, (map.get(key) ?? 0) + amount);
}

function packageOf({ url, functionName }) {
  if (url === '') return functionName === '(garbage collector)' ? functionName : '(V8 and native)';
  if (url.startsWith('node:')) return url.replace(/^node:internal\/([^/]+).*/, 'node:$1');
  const packages = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)];
  return packages.at(-1)?.[1] ?? /\/(dist\/[^/]+)/.exec(url)?.[1] ?? url;
}

function nameOf({ functionName, url, lineNumber }) {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  return `${name} ${url.replace(/^.*\/node_modules\/|^.*\/(?=dist\/)/, '')}:${lineNumber + 1}`;
}

function printShares(title, shares, top) {
  say(`\n  share  ${title}`);
  const sorted = shares.toSorted(([, one], [, other]) => other - one).slice(0, top);
  for (const [name, share] of sorted) say(`${(share * 100).toFixed(1).padStart(6)}%  ${name}`);
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
