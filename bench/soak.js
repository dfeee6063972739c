/**
 * Puts mixed load from many credentials on a gateway for a minute. One upstream
 * response in ten is faulty. Every returned row is compared with the list of
 * the credential. `SECONDS=10 npm run soak` runs for ten seconds.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

import { startEmulator } from '../dist/emulator/index.js';

const SECONDS = Number(process.env.SECONDS ?? 60);
const CREDENTIALS = 60;
const CLIENTS = 24;
const FAULT_SHARE = 0.1;
const HTML = '<!DOCTYPE html><title>Bad gateway</title>';

const FAULTS = [
  { kind: 'reset' },
  { kind: 'truncate' },
  { kind: 'hang' },
  { kind: 'drip' },
  { kind: 'flood', bytes: 20 * 1024 * 1024 },
  { kind: 'response', status: 200, body: HTML },
  { kind: 'response', status: 502, body: HTML },
  {
    kind: 'response',
    status: 503,
    body: 'upstream connect error',
    headers: { 'retry-after': '1' },
  },
  { kind: 'response', status: 200, body: { success: false, errors: [{ code: 1, message: 'no' }] } },
  limited(429, '1'),
  limited(200, '2'),
];

function limited(status, retryAfter) {
  const body = { success: false, errors: [{ code: 971, message: 'slow down' }] };
  return { kind: 'response', status, body, headers: { 'retry-after': retryAfter } };
}

/** Mulberry32, so that every run has the same load. */
let seed = 1;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const below = (limit) => Math.floor(random() * limit);

const upstream = await startEmulator();
upstream.onRequest(() => {
  if (random() < FAULT_SHARE) upstream.injectFault(FAULTS[below(FAULTS.length)]);
});
const accounts = Array.from({ length: CREDENTIALS }, (_, n) => {
  const secret = `${n}`.padStart(40, 'credential_');
  const ids = Array.from({ length: 5 + below(200) }, (_, index) => `c${n}-${index}`);
  const { tokens } = upstream.addCredential(
    secret,
    ids.map((id) => ({ id, name: id, status: 'active', policies: [] })),
  );
  return { secret, ids, tokens };
});

const gateway = spawn(process.execPath, ['dist/cli.js', '--port', '0'], {
  env: {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
    UPSTREAM_TIMEOUT_MS: '1000',
    CACHE_TTL_MS: '500',
    // The log then has bugs alone.
    LOG_LEVEL: 'error',
  },
  stdio: ['ignore', 'pipe', 'pipe'],
});
let errorOutput = '';
gateway.stderr.on('data', (chunk) => {
  errorOutput += chunk;
});
let output = '';
while (!output.includes('/graphql')) output += (await once(gateway.stdout, 'data'))[0];
const url = /GraphQL: (\S+)/.exec(output)[1];

const rssMb = () =>
  Math.round(
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${gateway.pid}/status`, 'utf8'))[1]) / 1024,
  );
function openSockets() {
  const folder = `/proc/${gateway.pid}/fd`;
  const targets = readdirSync(folder).map((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`);
    } catch {
      return '';
    }
  });
  return targets.filter((target) => target.startsWith('socket:')).length;
}

const tally = {
  successes: 0,
  failures: {},
  aborted: 0,
  wrongRows: 0,
  wrongCredential: 0,
  stale: 0,
};

async function askOnce() {
  const account = accounts[below(accounts.length)];
  const first = 1 + below(100);
  const signal = random() < 0.05 ? AbortSignal.timeout(1 + below(20)) : undefined;
  const query = `{ tokens(first: ${first}) { totalCount nodes { id name } } }`;
  let result;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${account.secret}`,
        ...(random() < 0.2 && { 'cache-control': 'no-cache' }),
      },
      body: JSON.stringify({ query }),
      signal,
    });
    result = await response.json();
  } catch (error) {
    if (!signal?.aborted) throw error;
    tally.aborted += 1;
    return;
  }
  if (result.extensions?.staleSeconds) tally.stale += 1;
  if (result.errors) {
    const { code } = result.errors[0].extensions ?? { code: JSON.stringify(result) };
    tally.failures[code] = (tally.failures[code] ?? 0) + 1;
    return;
  }
  tally.successes += 1;
  const got = result.data.tokens.nodes.map(({ id }) => id);
  const prefix = `${account.ids[0].split('-')[0]}-`;
  if (got.some((id) => !id.startsWith(prefix))) tally.wrongCredential += 1;
  if (got.join() !== account.ids.slice(0, first).join()) tally.wrongRows += 1;
}

async function load(seconds) {
  const endMs = Date.now() + seconds * 1_000;
  const client = async () => {
    while (Date.now() < endMs) await askOnce();
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
}

// Memory is measured several times under the same load, after a warm-up.
await load(Math.max(2, SECONDS / 6));
const memoryMb = [rssMb()];
const parts = 5;
for (let part = 0; part < parts; part++) {
  await load((SECONDS * 5) / 6 / parts);
  memoryMb.push(rssMb());
}
// Idle sockets are closed after four seconds.
await wait(6_000);
const socketsAtEnd = openSockets();
gateway.kill('SIGTERM');
const [exitCode] = await once(gateway, 'close');
await upstream.close();

process.stdout.write(
  `${JSON.stringify(
    {
      seconds: SECONDS,
      ...tally,
      upstreamCalls: upstream.requests.length,
      memoryMb,
      socketsAtEnd,
      exitCode,
      errorOutput,
    },
    null,
    2,
  )}\n`,
);
const isWell =
  tally.wrongRows === 0 && tally.wrongCredential === 0 && exitCode === 0 && errorOutput === '';
process.exit(isWell ? 0 : 1);
