/**
 * Puts every hostile shape of load on a gateway, one after the other, while a
 * caller that is no part of it goes on and `/health` is probed. For each shape
 * it prints CPU time for a request, the longest delays, the highest resident
 * memory, and lost answers. One gateway with default settings takes all shapes
 * that need no settings of their own.
 *
 *     npm run soak -- --seconds 20 --heap 192 --only documents
 */
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import { CREDENTIALS, startEmulator } from '../dist/emulator/index.js';
import { BEARERS } from './soak/bearers.js';
import { DOCUMENTS } from './soak/documents.js';
import { startGateway } from './soak/gateway-process.js';
import { MIXED } from './soak/mixed.js';
import { PEERS } from './soak/peers.js';
import { wait } from './soak/send.js';
import { WAITING } from './soak/waiting.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '120' },
    heap: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});
const SECONDS = Number(values.seconds);
const HEAP_MB = values.heap === undefined ? null : Number(values.heap);
/** By the contract. */
const MAX_RSS_MB = 400;

const SHAPES = [
  ...DOCUMENTS.map(withShare(3)),
  ...[...PEERS, ...BEARERS, WAITING, MIXED].map(withShare(1)),
].filter(({ name }) => name.includes(values.only));
const SHARES = SHAPES.reduce((sum, { share }) => sum + share, 0);

/** A shape gets its share of the time. */
function withShare(weight) {
  return (shape) => ({ ...shape, share: (shape.share ?? 1) * weight });
}

const needsOwnGateway = ({ env, openFiles, gatewayToken }) =>
  env !== undefined || openFiles !== undefined || gatewayToken === true;

const QUERY = '{ tokens { totalCount } }';
const SEVEN = '{"data":{"tokens":{"totalCount":7}}}';

async function open({ env = {}, openFiles = null, gatewayToken = false } = {}) {
  const upstream = await startEmulator();
  const gateway = await startGateway({
    heapMb: HEAP_MB,
    openFiles,
    env: {
      CLOUDFLARE_BASE_URL: upstream.baseUrl,
      GRAPHIQL: 'on',
      DRAIN_DELAY_MS: '0',
      ...(gatewayToken && { CLOUDFLARE_API_TOKEN: CREDENTIALS.seven }),
      ...env,
    },
  });
  return {
    upstream,
    gateway,
    async close() {
      const stopped = await gateway.stop();
      await upstream.close();
      return stopped;
    },
  };
}

async function startBystander(origin, headers) {
  const worker = new Worker(new URL('soak/bystander.js', import.meta.url), {
    workerData: { origin, headers, query: QUERY, expected: SEVEN },
  });
  await new Promise((resolve) => worker.once('online', resolve));
  return () =>
    new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', resolve);
      worker.postMessage('stop');
    });
}

async function measure(shape, { gateway, upstream }) {
  const headers = shape.headers ?? { authorization: `Bearer ${CREDENTIALS.seven}` };
  const { origin } = gateway;
  const bystander = await startBystander(origin, headers);
  gateway.forgetPeak();
  const cpuBeforeMs = gateway.cpuMs();
  const seconds = (SECONDS * shape.share) / SHARES;
  const { requests, lost, note } = await shape.run({ origin, upstream, headers, seconds });
  const cpuMs = gateway.cpuMs() - cpuBeforeMs;
  const { healthMs, answerMs, answers, lost: lostByOthers } = await bystander();
  const allLost = [...lost, ...(shape.hasBystander === false ? [] : lostByOthers)];
  if (!gateway.isRunning()) allLost.push('the gateway has ended');
  return {
    ...{ name: shape.name, requests, answers, cpuMsEach: cpuMs / Math.max(1, requests) },
    ...{ healthMs, answerMs, peakMb: gateway.peakMb(), lost: allLost, note },
  };
}

const print = (line) => process.stdout.write(`${line}\n`);
const problems = [];
function report({ name, requests, cpuMsEach, healthMs, answerMs, peakMb, lost, note }) {
  const cells = [
    ...[name, requests, cpuMsEach.toFixed(1), healthMs.toFixed(0), answerMs.toFixed(0)],
    ...[peakMb, lost.length],
  ];
  print(`| ${cells.join(' | ')} |${values.only === '' ? '' : ` ${JSON.stringify(note)}`}`);
  if (lost.length > 0) problems.push(`${name}: lost ${lost.length}, such as ${lost[0]}`);
  if (peakMb >= MAX_RSS_MB) problems.push(`${name}: ${peakMb} MB of resident memory`);
}

async function close(world) {
  const { exitCode, errorOutput } = await world.close();
  if (exitCode !== 0) problems.push(`exit code ${exitCode}`);
  if (errorOutput !== '') problems.push(errorOutput.slice(0, 2_000));
}

print(
  '| shape | requests | CPU each, ms | `/health`, longest ms | other caller, longest ms | memory, MB | lost |',
);
print('| --- | --- | --- | --- | --- | --- | --- |');
const shared = await open();
for (const shape of SHAPES) {
  if (!needsOwnGateway(shape)) {
    if (!shared.gateway.isRunning()) break;
    report(await measure(shape, shared));
    continue;
  }
  const world = await open(shape);
  report(await measure(shape, world));
  await close(world);
}
// Until the connections of peers that were cut have ended.
await wait(1_000);
await close(shared);
for (const problem of problems) print(`\n${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
