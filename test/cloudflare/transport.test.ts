import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import type { Fault } from '../../src/emulator/index.ts';
import { createTestClock } from '../support/clock.ts';
import { startGateway } from '../support/gateway.ts';

const ONE = '{ tokens(first: 1) { nodes { id } } }';
const ENVELOPE = JSON.stringify({
  success: true,
  result: [{ id: 'é' }],
  result_info: { total_count: 1 },
});
const MIB = 1024 * 1024;

const encoded = (body: string | Uint8Array, encoding: string, status = 200): Fault => ({
  kind: 'response',
  status,
  body,
  headers: { 'content-type': 'application/json', 'content-encoding': encoding },
});

async function answerTo(fault: Fault, times = 1) {
  const { ask, upstream } = await startGateway({}, { clock: createTestClock() });
  upstream.injectFault(fault, times);
  const { data, errors } = await ask(ONE);
  return {
    id: data?.tokens.nodes[0]?.id,
    code: errors[0]?.extensions.code,
    message: errors[0]?.message,
    calls: upstream.requests.length,
  };
}

describe('a body that is encoded although nobody asked for it', () => {
  test.each([
    ['', ENVELOPE],
    ['Identity', ENVELOPE],
    ['identity, IDENTITY', ENVELOPE],
    ['gzip', gzipSync(ENVELOPE)],
    ['GZip', gzipSync(ENVELOPE)],
    ['x-gzip', gzipSync(ENVELOPE)],
    ['identity, gzip', gzipSync(ENVELOPE)],
    ['deflate', deflateSync(ENVELOPE)],
    ['br', brotliCompressSync(ENVELOPE)],
  ])('is read: "%s"', async (encoding, body) => {
    expect(await answerTo(encoded(body, encoding))).toMatchObject({ id: 'é', calls: 1 });
  });

  test.each([
    ['zstd', 'zstd, which'],
    ['gzip, br', 'gzip, br, which'],
    ['aws-chunked', 'aws-chunked, which'],
    ['__proto__', 'not known'],
    ['x'.repeat(1_000), 'not known'],
    ['<script>', 'not known'],
  ])('is named if it cannot be read: "%s"', async (encoding, name) => {
    const { code, message, calls } = await answerTo(encoded(ENVELOPE, encoding));

    expect(code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(message).toContain(`its content encoding is ${name}`);
    expect(message?.length).toBeLessThan(300);
    expect(calls).toBe(1);
  });

  test('is named if it is not what it says', async () => {
    const { code, message, calls } = await answerTo(encoded(ENVELOPE, 'gzip'));

    expect(code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(message).toContain('gzip');
    expect(calls).toBe(1);
  });

  test('is retried if it is cut off', async () => {
    const cutOff = gzipSync(ENVELOPE).subarray(0, -12);

    expect(await answerTo(encoded(cutOff, 'gzip'), 3)).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      calls: 3,
    });
  });

  test('may not expand to more than any other body', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * MIB, ' '));
    const { code, message, calls } = await answerTo(encoded(bomb, 'gzip'));

    expect(code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(message).toContain(`longer than ${8 * MIB} bytes`);
    expect(calls).toBe(1);
  });

  test('does not hide the status', async () => {
    expect(await answerTo(encoded('<html>', 'zstd', 502), 3)).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      calls: 3,
    });
    expect(await answerTo(encoded('<html>', 'gzip', 429))).toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('an interim response that nobody asked for', () => {
  test.each([102, 103] as const)('is skipped: %i', async (status) => {
    expect(await answerTo({ kind: 'interim', status })).toMatchObject({
      code: undefined,
      calls: 1,
    });
  });

  test('is named if it cannot be read: 100', async () => {
    const { code, message, calls } = await answerTo({ kind: 'interim', status: 100 });

    expect(code).toBe('UPSTREAM_INVALID_RESPONSE');
    expect(message).toContain('100 Continue');
    expect(calls).toBe(1);
  });
});
