import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import type { Fault } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway } from '../../support/gateway.ts';

function sample(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../../contract/samples/${name}.json`, import.meta.url), 'utf8'),
  );
}

/** A list of which the length is known has its pages read in parallel. */
const LENGTH = '{ tokens { totalCount } }';
const ONE = '{ tokens(first: 1) { nodes { id } } }';
const HTML = '<!DOCTYPE html><title>Bad gateway</title>';
const JSON_TYPE = { 'content-type': 'application/json' };
const MIB = 1024 * 1024;

const page = (status: number): Fault => ({ kind: 'response', status, body: HTML });
const json = (body: unknown, headers: Record<string, string> = {}): Fault => ({
  kind: 'response',
  status: 200,
  body,
  headers: { ...JSON_TYPE, ...headers },
});
const limited = (status: number, retryAfter?: string): Fault => ({
  kind: 'response',
  status,
  body: sample('error-429-rate-limited'),
  headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
});
const busy = (retryAfter: string, status = 503): Fault => ({
  kind: 'response',
  body: HTML,
  status,
  headers: { 'retry-after': retryAfter },
});
const envelope = sample('list-empty');

const DAY_SECONDS = 86_400;

/** An HTTP date: this many seconds after the start of the test clock. */
const httpDate = (seconds: number) =>
  new Date(createTestClock().now() + seconds * 1_000).toUTCString();

interface Expected {
  /** The code that the client sees; null means success. */
  readonly code: string | null;
  /** Calls that reached the upstream. */
  readonly calls: number;
  /** By the gateway's clock, with the shortest jitter. */
  readonly elapsedMs: number;
  readonly retryAfter?: number;
}

const unavailable = { code: 'UPSTREAM_UNAVAILABLE', calls: 3, elapsedMs: 300 };
const invalid = { code: 'UPSTREAM_INVALID_RESPONSE', calls: 1, elapsedMs: 0 };
const secondTime = { code: null, calls: 2, elapsedMs: 100 };
const limitedFor = (retryAfter: number) => ({
  code: 'RATE_LIMITED',
  calls: 1,
  elapsedMs: 0,
  retryAfter,
});

const TRANSIENT = [500, 502, 503, 504, 520, 521, 522, 523, 524];
const PERMANENT = [501, 505, 525, 526, 527, 530];

const TABLE: readonly (readonly [string, readonly Fault[], Expected])[] = [
  ...PERMANENT.map(
    (status) => [`${status}`, [page(status)], { ...unavailable, calls: 1, elapsedMs: 0 }] as const,
  ),
  ...TRANSIENT.flatMap(
    (status) =>
      [
        [`${status}, three times`, Array(3).fill(page(status)), unavailable],
        [`${status}, once`, [page(status)], secondTime],
      ] as const,
  ),
  [
    'an envelope with 503 and code 10001, once',
    [
      {
        kind: 'response',
        status: 503,
        body: {
          success: false,
          errors: [{ code: 10001, message: 'Unable to authenticate request' }],
        },
      },
    ],
    secondTime,
  ],
  ['a reset, three times', Array(3).fill({ kind: 'reset' }), unavailable],
  ['a reset, once', [{ kind: 'reset' }], secondTime],
  ['a reset and a 502', [{ kind: 'reset' }, page(502)], { code: null, calls: 3, elapsedMs: 300 }],
  ['a body cut off by a reset, three times', Array(3).fill({ kind: 'truncate' }), unavailable],
  ['a body cut off by a reset, once', [{ kind: 'truncate' }], secondTime],
  [
    'JSON cut off, three times',
    Array(3).fill(json('{"result": [')),
    { ...invalid, calls: 3, elapsedMs: 300 },
  ],
  ['JSON cut off, once', [json('{"result": [')], secondTime],
  ['an empty body, once', [json('')], secondTime],
  ['HTML at 200', [page(200)], invalid],
  ['HTML at 403', [page(403)], invalid],
  ['a list instead of the envelope', [json('[]')], invalid],
  ['no success', [json({ result: [] })], invalid],
  ['success at 404', [{ kind: 'response', status: 404, body: envelope }], invalid],
  ['a result that is not a list', [json({ success: true, result: {} })], invalid],
  ['no result', [json({ success: true })], invalid],
  ['the envelope as text/plain', [json(envelope, { 'content-type': 'text/plain' })], invalid],
  ['the envelope without a type', [json(envelope, { 'content-type': '' })], invalid],
  [
    'gzip that is broken',
    [json(gzipSync('{}').subarray(4), { 'content-encoding': 'gzip' })],
    invalid,
  ],
  ['100 MB', [{ kind: 'flood', bytes: 100 * MIB }], invalid],
  ...[301, 302, 303, 307, 308].map(
    (status) =>
      [
        `a redirect by ${status}`,
        [{ kind: 'response', status, body: '', headers: { location: 'http://127.0.0.1:9/' } }],
        invalid,
      ] as const,
  ),
  ['429 for a second', [limited(429, '1')], { code: null, calls: 2, elapsedMs: 1_100 }],
  ['429 for two seconds', [limited(429, '2')], { code: null, calls: 2, elapsedMs: 2_100 }],
  ['429 for three seconds', [limited(429, '3')], limitedFor(3)],
  [
    '429 for no time, three times',
    Array(3).fill(limited(429, '0')),
    { code: 'RATE_LIMITED', calls: 3, elapsedMs: 300, retryAfter: 0 },
  ],
  ['429 for 287 seconds', [limited(429, '287')], limitedFor(287)],
  ['429 until a date', [limited(429, httpDate(42))], limitedFor(42)],
  [
    '429 until a date of RFC 850',
    [limited(429, 'Tuesday, 24-Nov-26 00:00:42 GMT')],
    limitedFor(42),
  ],
  ['429 until a date of asctime', [limited(429, 'Tue Nov 24 00:00:42 2026')], limitedFor(42)],
  ['429 for "42 ", with white space', [limited(429, '42 \t')], limitedFor(42)],
  [
    '429 until a second from now',
    [limited(429, httpDate(1))],
    { code: null, calls: 2, elapsedMs: 1_100 },
  ],
  ['429 until a date that is past', [limited(429, httpDate(-60))], secondTime],
  [
    '429 for a second and a half',
    [limited(429, '1.5')],
    { code: null, calls: 2, elapsedMs: 2_100 },
  ],
  ['429 for a part of a second', [limited(429, '0.2')], { code: null, calls: 2, elapsedMs: 1_100 }],
  ['429 for 59.1 seconds', [limited(429, '59.1')], limitedFor(60)],
  ['429 for two hours', [limited(429, '7200')], limitedFor(7_200)],
  ['429 for a day', [limited(429, '86400')], limitedFor(DAY_SECONDS)],
  ...['86401', '99999999999', '9'.repeat(400), httpDate(1e6)].map(
    (absurd) =>
      [
        `429 for "${absurd}" is cut to a day`,
        [limited(429, absurd)],
        limitedFor(DAY_SECONDS),
      ] as const,
  ),
  ['429 without Retry-After', [limited(429)], limitedFor(300)],
  ...['soon', '-1', '1.5.2', '.5', '1e3', '', 'Infinity', 'NaN'].map(
    (absurd) => [`429 for "${absurd}"`, [limited(429, absurd)], limitedFor(300)] as const,
  ),
  ['971 inside 200', [limited(200)], limitedFor(300)],
  ['971 inside 200, for 60 seconds', [limited(200, '60')], limitedFor(60)],
  [
    'the edge’s limit',
    [{ kind: 'response', status: 429, body: 'error code: 1015', headers: { 'retry-after': '30' } }],
    limitedFor(30),
  ],
  ['503 for a second', [busy('1')], { code: null, calls: 2, elapsedMs: 1_100 }],
  ['503 for no time', [busy('0')], secondTime],
  ['503 for a second and a half', [busy('1.5')], { code: null, calls: 2, elapsedMs: 2_100 }],
  ['503 until a date that is past', [busy(httpDate(-60))], secondTime],
  ['503 for "soon"', [busy('soon')], secondTime],
  [
    '503 for as long as the call may take',
    [busy('19')],
    { code: null, calls: 2, elapsedMs: 19_100 },
  ],
  [
    '503 for eight seconds, again and again',
    Array(3).fill(busy('8')),
    // A third attempt would begin after 16.3 seconds, and still fits.
    { code: 'UPSTREAM_UNAVAILABLE', calls: 3, elapsedMs: 16_300, retryAfter: 8 },
  ],
  [
    '503 for longer than the call may take',
    [busy('20')],
    { code: 'UPSTREAM_UNAVAILABLE', calls: 1, elapsedMs: 0, retryAfter: 20 },
  ],
  [
    'a wrong certificate, for a second',
    [busy('1', 526)],
    { code: 'UPSTREAM_UNAVAILABLE', calls: 1, elapsedMs: 0, retryAfter: 1 },
  ],
];

describe('a fault', () => {
  test.each(TABLE)('%s', async (_name, faults, { code, calls, elapsedMs, retryAfter }) => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({}, { clock, random: () => 0 });
    for (const fault of faults) upstream.injectFault(fault);

    const { errors, data, headers } = await ask(ONE);

    expect(errors.map(({ extensions }) => extensions.code)).toEqual(code === null ? [] : [code]);
    expect(data === null).toBe(code !== null);
    expect(upstream.requests.map(({ path }) => path)).toEqual(Array(calls).fill('/user/tokens'));
    expect(clock.elapsedMs()).toBe(elapsedMs);
    expect(errors[0]?.extensions['retryAfter']).toBe(retryAfter);
    expect(headers.get('retry-after')).toBe(retryAfter === undefined ? null : String(retryAfter));
  });

  test('a silent upstream is UPSTREAM_TIMEOUT after the time limit of one attempt, and is not retried', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({ upstreamTimeoutMs: 700 }, { clock });
    upstream.injectFault({ kind: 'hang' });
    upstream.onRequest(() => clock.advance(700));

    const { errors } = await ask(ONE);

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect(errors[0]?.message).toContain('700 ms');
    expect(upstream.requests).toHaveLength(1);
    await upstream.requests[0]?.aborted;
  });

  test('a body that drips is UPSTREAM_TIMEOUT, too', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({ upstreamTimeoutMs: 700 }, { clock });
    upstream.injectFault({ kind: 'drip', dripping: () => clock.advance(700) });

    const { errors } = await ask(ONE);

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect(upstream.requests).toHaveLength(1);
    await upstream.requests[0]?.aborted;
  });

  test('all attempts together end after twice the time limit of one', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway(
      { upstreamTimeoutMs: 1_000 },
      { clock, random: () => 0 },
    );
    upstream.injectFault(page(502), 2);
    upstream.injectFault({ kind: 'hang' });
    upstream.onRequest(() => clock.advance(800));

    const { errors } = await ask(ONE);

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect(errors[0]?.message).toContain('2000 ms');
  });

  test('a retry that would start after that limit is not waited for', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({ upstreamTimeoutMs: 1_000 }, { clock });
    upstream.injectFault(limited(429, '2'));

    const { errors } = await ask(ONE);

    expect(errors[0]?.extensions.code).toBe('RATE_LIMITED');
    expect(upstream.requests).toHaveLength(1);
    expect(clock.elapsedMs()).toBe(0);
  });

  test('a longer time limit leaves time for a longer Retry-After', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway(
      { upstreamTimeoutMs: 60_000, operationTimeoutMs: 300_000 },
      { clock, random: () => 0 },
    );
    upstream.injectFault(busy('60', 502));

    const { errors } = await ask(ONE);

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(2);
    expect(clock.elapsedMs()).toBe(60_100);
  });

  test('jitter takes up to half of each wait off', async () => {
    const waits = [];
    for (const random of [0, 0.5, 0.999]) {
      const clock = createTestClock();
      const { ask, upstream } = await startGateway({}, { clock, random: () => random });
      upstream.injectFault(page(502), 3);
      await ask(ONE);
      waits.push(Math.round(clock.elapsedMs()));
    }

    expect(waits).toEqual([300, 450, 600]);
  });

  test('an upstream that cannot be reached is UPSTREAM_UNAVAILABLE', async () => {
    const { ask, upstream } = await startGateway({}, { clock: createTestClock() });
    await upstream.close();

    const { errors } = await ask(ONE);

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  });

  test('is not retried for a caller that has left', async () => {
    const clock = createTestClock();
    const leave = new AbortController();
    const { ask, upstream } = await startGateway(
      {},
      {
        clock: {
          ...clock,
          sleep(durationMs, signal) {
            leave.abort();
            return clock.sleep(durationMs, signal);
          },
        },
      },
    );
    upstream.injectFault(page(502), 3);

    await ask(ONE, {}, { signal: leave.signal }).catch((error: unknown) => error);
    const { errors } = await ask('{ tokens(first: 50) { nodes { id } } }');

    // The second query got the second fault, and was retried.
    expect(errors).toEqual([]);
    const pages = upstream.requests.map(({ query }) => query['per_page']);
    expect(pages).toEqual(['5', '50', '50', '50']);
  });

  test('the time limit of one page ends the read of all its pages', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway(
      { upstreamTimeoutMs: 700 },
      { clock, random: () => 0 },
    );
    await ask(LENGTH);
    upstream.injectFault({ kind: 'hang' });
    upstream.injectFault(page(502));
    upstream.injectFault({ kind: 'hang' });
    // The second page is retried after 100 ms, so its own attempt has time left.
    upstream.onRequest(() => {
      if (upstream.requests.length === 4) clock.advance(600);
    });

    const { errors } = await ask('{ tokens(first: 100) { nodes { id } } }');

    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_TIMEOUT']);
    expect(upstream.requests).toHaveLength(4);
    await upstream.requests[1]?.aborted;
    await upstream.requests[3]?.aborted;
  });

  test('a page that is read in time ends no other page later', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway(
      { upstreamTimeoutMs: 700 },
      { clock, random: () => 0 },
    );
    const secret = 'two_pages_000000000000000000000000000000';
    const list = Array.from({ length: 100 }, (_, index) => ({ id: `t${index}`, policies: [] }));
    upstream.addCredential(secret, list);
    const credential = { credential: secret };
    await ask(LENGTH, {}, credential);
    upstream.injectFault({ kind: 'slow', until: Promise.resolve() });
    upstream.injectFault(page(502));
    // 750 ms after the first attempts began, 650 ms after the second attempt of the second page.
    upstream.onRequest(() => {
      if (upstream.requests.length === 4) clock.advance(650);
    });

    const { errors } = await ask('{ tokens(first: 100) { nodes { id } } }', {}, credential);

    expect(errors).toEqual([]);
    expect(upstream.requests).toHaveLength(4);
  });

  test('of one page ends the read: the other pages are aborted', async () => {
    const clock = createTestClock();
    const { ask, upstream } = await startGateway({}, { clock });
    await ask(LENGTH);
    upstream.injectFault({ kind: 'hang' });
    upstream.injectFault(page(418));

    const { errors } = await ask('{ tokens(first: 100) { nodes { id } } }');

    expect(errors[0]?.extensions.code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(upstream.requests).toHaveLength(3);
    await upstream.requests[1]?.aborted;
  });
});

describe('a success with messages', () => {
  const notice = { code: 10000, message: 'This endpoint will change.' };
  const withMessage = { ...(envelope as object), messages: [{ ...notice, type: null }] };

  test('reaches the client in the response’s extensions, once', async () => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault(json(withMessage), 2);

    const { errors, extensions } = await ask(
      '{ tokens { totalCount } back: tokens(direction: DESC) { totalCount } }',
    );

    expect(errors).toEqual([]);
    expect(extensions).toEqual({ cloudflare: { messages: [notice] } });
  });

  test('also from the cache', async () => {
    const { ask, upstream } = await startGateway({ cacheTtlMs: 5_000 });
    upstream.injectFault(json(withMessage));

    await ask(ONE);
    const { extensions } = await ask(ONE);

    expect(upstream.requests).toHaveLength(1);
    expect(extensions).toEqual({ cloudflare: { messages: [notice] } });
  });

  test('without messages has no extensions', async () => {
    const { ask } = await startGateway();

    expect((await ask(ONE)).extensions).toBeUndefined();
  });
});
