import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  type CloudflareEmulator,
  DEMO_CREDENTIAL,
  type Fault,
  startEmulator,
} from '../../src/emulator/index.ts';
import { Credential } from '../../src/model/credential.ts';
import { readableDemo } from '../support/readable-demo.ts';
import {
  type AskOptions,
  askWorker,
  buildWorker,
  type RunningWorker,
  startWorker,
} from '../support/worker.ts';

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
const [, README_QUERY = ''] = /```graphql\n([^`]*)```/.exec(README) ?? [];
/** The rows of the demo that can be read, without the expired ones. */
const LIVE_ROWS = 123;
const COUNT = '{ tokens { totalCount } }';
const PAGE =
  'query ($first: Int, $after: String) { tokens(first: $first, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }';

let folder: string;
let upstream: CloudflareEmulator;
let worker: RunningWorker;
let first: string;
let second: string;
/** Its settings are wrong. */
let wrong: string;
/** On Yoga's path, and with a page cache. */

beforeAll(async () => {
  [folder, upstream] = await Promise.all([buildWorker(), startEmulator()]);
  readableDemo(upstream);
  const settings = { CLOUDFLARE_BASE_URL: upstream.baseUrl, CACHE_TTL_MS: '0' };
  const environments = [
    settings,
    settings,
    { ...settings, UPSTREAM: 'embedded', MAX_COST: 'much' },
  ];
  worker = await startWorker(folder, environments);
  [first = '', second = '', wrong = ''] = worker.origins;
});

afterAll(async () => {
  await worker?.stop();
  await upstream?.close();
});

/** How many rows of the demo have this status. */
function rowsWith(status: string): number {
  const { tokens } = upstream.credential(DEMO_CREDENTIAL);
  return (tokens as { status: string }[]).filter((row) => row.status === status).length;
}

const ask = (query: string, rest: AskOptions = {}) => askWorker(first, query, rest);

describe('the bundle', () => {
  test('is far below the limit of a Worker, and needs few modules of Node', () => {
    const text = readFileSync(join(folder, 'worker.js'), 'utf8');
    const modules = Array.from(text.matchAll(/^import .* from "([^"]+)"/gm), ([, name]) => name);

    expect(gzipSync(text).length).toBeLessThan(1_500_000);
    expect(modules.sort()).toEqual(['node:buffer', 'node:crypto', 'node:events', 'node:util']);
    // Workers generate no code from text.
    expect(text).not.toMatch(/new Function\(|\beval\(/);
  });
});

describe('the Worker', () => {
  test('answers the query of the README', async () => {
    const { status, data, errors } = await ask(README_QUERY);

    expect(errors).toEqual([]);
    expect(status).toBe(200);
    expect(data.tokens.totalCount).toBe(rowsWith('active'));
    expect(data.tokens.nodes).toHaveLength(5);
    expect(data.tokens.pageInfo.hasNextPage).toBe(true);
  });

  test('answers on Yoga’s path, too', async () => {
    const response = await fetch(`${first}/graphql?query=${encodeURIComponent(COUNT)}`, {
      headers: { authorization: `Bearer ${DEMO_CREDENTIAL}`, 'graphql-preflight': '1' },
    });

    expect(await response.json()).toMatchObject({ data: { tokens: { totalCount: LIVE_ROWS } } });
    expect(await codeOf('{ secret }')).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('walks a list from isolate to isolate, each token once, with the fewest calls', async () => {
    const before = upstream.requests.length;
    const seen: string[] = [];
    let after: string | null = null;
    for (let step = 0; step < 3; step++) {
      const origin = step % 2 === 0 ? first : second;
      const { data } = await askWorker(origin, PAGE, { variables: { first: 50, after } });
      seen.push(...data.tokens.nodes.map(({ id }: { id: string }) => id));
      after = data.tokens.pageInfo.endCursor;
    }

    expect(seen).toHaveLength(LIVE_ROWS);
    expect(new Set(seen).size).toBe(LIVE_ROWS);
    // The second and third window need the cursor's row, too.
    expect(upstream.requests.length - before).toBeLessThanOrEqual(5);
  });

  test('lets two fields of one operation share a page', async () => {
    const before = upstream.requests.length;

    await ask('{ a: tokens(first: 5) { nodes { id } } b: tokens(first: 5) { nodes { name } } }');

    expect(upstream.requests.length - before).toBe(1);
  });

  test('answers equal requests at the same time, each with a call of its own', async () => {
    const before = upstream.requests.length;

    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ask(PAGE, { variables: { first: 3 } })),
    );

    expect(answers.map(({ errors }) => errors)).toEqual(Array(8).fill([]));
    expect(upstream.requests.length - before).toBe(8);
  });

  test('refuses what every host refuses', async () => {
    expect(await codeOf('{ tokens(first: 101) { totalCount } }')).toBe('BAD_USER_INPUT');
    expect(await codeOf(COUNT, { credential: null })).toBe('UNAUTHENTICATED');
    expect(await codeOf(`{${'a: __typename '.repeat(1_001)}}`)).toBe('TOKEN_LIMIT_EXCEEDED');
    const response = await fetch(`${first}/graphql`, { method: 'POST', body: 'x' });
    expect(response.status).toBe(403);
    const long = await fetch(`${first}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: ' '.repeat(100_001) }),
    });
    expect(long.status).toBe(413);
  });

  test.each([
    ['a redirect', response(302, '', { location: 'http://127.0.0.1:1/' }), 1],
    ['a page', response(200, '<html>'), 1],
    ['an unknown encoding', response(200, 'x', { 'content-encoding': 'zstd' }), 1],
    ['a body without an end', { kind: 'flood', bytes: 17 * 1024 * 1024 } as const, 1],
  ])('names %s of Cloudflare’s', async (_name, fault, calls) => {
    const before = upstream.requests.length;
    upstream.injectFault(fault);

    expect(await codeOf(COUNT)).toMatch(/^UPSTREAM_(INVALID_RESPONSE|ERROR)$/);
    expect(upstream.requests.length - before).toBe(calls);
  });

  test('tries again after a failure that is transient', async () => {
    upstream.injectFault({ kind: 'reset' });
    upstream.injectFault({ kind: 'truncate' });

    expect(await ask(COUNT)).toMatchObject({
      errors: [],
      data: { tokens: { totalCount: LIVE_ROWS } },
    });
  });

  test('shows nothing of one credential to another', async () => {
    const other = 'b'.repeat(40);
    upstream.addCredential(other, []);
    const [mine, theirs] = await Promise.all([ask(COUNT), ask(COUNT, { credential: other })]);

    expect(mine.data.tokens.totalCount).toBe(LIVE_ROWS);
    expect(theirs.data.tokens.totalCount).toBe(0);
    expect(worker.logged()).not.toContain(other);
    expect(worker.logged()).toContain('"message":"operation"');
  });

  test('aborts the call of a client that goes away', async () => {
    const before = upstream.requests.length;
    upstream.injectFault({ kind: 'hang' });
    const body = JSON.stringify({ query: COUNT });
    const { hostname, port } = new URL(first);
    const socket = connect(Number(port), hostname);
    // workerd hears of a reset, not of a client that only stops to send.
    upstream.onRequest(() => socket.resetAndDestroy());
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
        `Authorization: Bearer ${DEMO_CREDENTIAL}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );

    await expect.poll(() => upstream.requests.length).toBe(before + 1);
    await upstream.requests[before]?.aborted;
    expect((await ask(COUNT)).data.tokens.totalCount).toBe(LIVE_ROWS);
  });

  test('shows GraphiQL from static assets, compressed once', async () => {
    const headers = { accept: 'text/html', 'accept-encoding': 'br' };
    const response = await fetch(`${first}/graphql`, { headers });

    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('content-security-policy')).toContain("script-src 'sha256-");
    expect(await response.text()).toContain('GraphiQL');
    const known = { ...headers, 'if-none-match': response.headers.get('etag') ?? '' };
    expect((await fetch(`${first}/graphql`, { headers: known })).status).toBe(304);
  });

  test('answers 500 to everything while its settings are wrong, and logs all of them', async () => {
    const { status, errors } = await askWorker(wrong, COUNT);

    expect(status).toBe(500);
    expect(errors[0].extensions.code).toBe('INTERNAL_SERVER_ERROR');
    // The log comes by another pipe than the answer.
    await expect.poll(worker.logged).toContain('UPSTREAM: expected cloudflare');
    await expect.poll(worker.logged).toContain('MAX_COST: expected a whole number');
  });
});

describe('two isolates', () => {
  test('share one count', async () => {
    const credential = 'c'.repeat(40);
    upstream.addCredential(credential, []);
    for (const origin of [first, first, second]) await askWorker(origin, COUNT, { credential });

    const { data } = await askWorker(second, '{ rateLimit { remaining } }', { credential });

    // The last call of the other isolate is set aside, and counted with its next report.
    expect(data.rateLimit.remaining).toBeLessThanOrEqual(1_140 - 2);
  });

  test('make no more calls together than there are', async () => {
    const credential = 'f'.repeat(40);
    upstream.addCredential(credential, []);
    await askWorker(first, COUNT, { credential });
    // Another isolate has made all calls but these.
    const left = 40;
    const calls = 1_140 - 1 - left;
    const report = { calls, firstEndsInMs: 100_000, keeps: calls, wanted: 0, leaseMs: 300_000 };
    const { hash } = new Credential(credential);
    await worker.send(hash, { kind: 'exchange', isolate: 'another', sequence: 1, report });
    const before = upstream.requests.length;

    const codes: string[] = [];
    const call = async (origin: string) => {
      const { errors } = await askWorker(origin, COUNT, { credential });
      codes.push(errors[0]?.extensions.code ?? 'OK');
    };
    for (let times = 0; times < 25; times++) await Promise.all([call(first), call(second)]);

    expect(codes.filter((code) => code === 'RATE_LIMITED').length).toBeGreaterThan(0);
    expect(new Set(codes)).toEqual(new Set(['OK', 'RATE_LIMITED']));
    expect(upstream.requests.length - before).toBeLessThanOrEqual(left);
    expect(upstream.requests.length - before).toBeGreaterThan(left - 5);
  });

  test('share a block and a rejection', async () => {
    const blocked = 'd'.repeat(40);
    const unknown = 'e'.repeat(40);
    upstream.addCredential(blocked, []);
    upstream.injectFault(response(429, '', { 'retry-after': '60' }));
    await askWorker(first, COUNT, { credential: blocked });
    await askWorker(first, COUNT, { credential: unknown });
    const before = upstream.requests.length;

    const answers = await Promise.all(
      [blocked, unknown].map((credential) => askWorker(second, COUNT, { credential })),
    );

    const codes = answers.map(({ errors }) => errors[0].extensions.code);
    expect(codes).toEqual(['RATE_LIMITED', 'UNAUTHENTICATED']);
    expect(upstream.requests.length).toBe(before);
  });
});

function response(status: number, body: string, headers: Record<string, string> = {}): Fault {
  return { kind: 'response', status, body, headers };
}

async function codeOf(query: string, options: AskOptions = {}) {
  return (await ask(query, options)).errors[0]?.extensions.code;
}
