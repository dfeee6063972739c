import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { startGateway } from '../support/gateway.ts';
import { sendOverSocket, serve } from '../support/serve.ts';

async function open() {
  const { gateway, send } = await startGateway({ demoToken: DEMO_CREDENTIAL });
  const visit = (headers: Record<string, string> = {}, method = 'GET') =>
    send('/graphql', { method, headers: { accept: 'text/html', ...headers } });
  return { gateway, visit };
}

describe('GraphiQL’s page', () => {
  test('is the same text in every encoding', async () => {
    const { visit } = await open();
    const plain = Buffer.from(await (await visit()).arrayBuffer());

    for (const [accepted, encoding, decode] of [
      ['gzip, deflate, br', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
      ['br;q=0, gzip;q=0.1', 'gzip', gunzipSync],
    ] as const) {
      const response = await visit({ 'accept-encoding': accepted });
      const body = Buffer.from(await response.arrayBuffer());

      expect(response.headers.get('content-encoding')).toBe(encoding);
      expect(response.headers.get('content-length')).toBe(String(body.length));
      expect(body.length).toBeLessThan(plain.length / 3);
      expect(decode(body).equals(plain)).toBe(true);
    }
    for (const accepted of ['deflate', 'br;q=0', '*;q=0']) {
      const { headers } = await visit({ 'accept-encoding': accepted });
      expect(headers.get('content-encoding')).toBeNull();
    }
  });

  test('is sent once to a browser that keeps it', async () => {
    const { visit } = await open();
    const first = await visit({ 'accept-encoding': 'gzip' });
    const etag = first.headers.get('etag') ?? '';

    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toContain('Accept, Accept-Encoding');
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const headers = { 'accept-encoding': 'gzip', 'if-none-match': known };
        const again = await visit(headers, method);
        expect([again.status, await again.text()]).toEqual([304, '']);
        expect(again.headers.get('etag')).toBe(etag);
        expect(again.headers.get('content-security-policy')).toBe(
          first.headers.get('content-security-policy'),
        );
      }
    }
    // Another encoding is another body.
    expect((await visit({ 'if-none-match': etag })).status).toBe(200);
    expect((await visit({ 'accept-encoding': 'gzip', 'if-none-match': '"x"' })).status).toBe(200);
  });

  test('has a head of its own, and a connection goes on after a 304', async () => {
    const { gateway } = await open();
    const origin = await serve(gateway.listener);
    const headers = { accept: 'text/html', 'accept-encoding': 'br' };

    const head = await sendOverSocket(origin, { method: 'HEAD', headers });
    const known = { ...headers, 'if-none-match': head.headers['etag'] ?? '' };
    const again = await sendOverSocket(origin, { method: 'GET', headers: known });

    expect([head.status, head.text]).toEqual([200, '']);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(1_000_000);
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers).not.toHaveProperty('content-length');
  });
});
