import { expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { listenLikeProgram } from '../../support/http-server.ts';
import { openRaw } from '../../support/raw-connection.ts';

const MAX_BYTES = 16_000_000;
const REFUSED = /^HTTP\/1.1 503 [\s\S]*exceed, while they arrive, the limit of 16000000 bytes/;
const COUNT = JSON.stringify({ query: '{ tokens(first: 1) { totalCount } }' });

const head = (credential: string, framing: string) =>
  `POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n` +
  `Authorization: Bearer ${credential.padEnd(40, '0')}\r\n${framing}\r\n\r\n`;
const whole = (credential: string) => head(credential, `Content-Length: ${COUNT.length}`) + COUNT;

/** Five of them exceed the limit. */
const LARGE = 3_300_000;
const LARGE_PART = `${LARGE.toString(16)}\r\n${' '.repeat(LARGE)}\r\n`;
const REST = `${COUNT.length.toString(16)}\r\n${COUNT}\r\n0\r\n\r\n`;

test('the oldest unfinished body of a stranger makes room, never one of an accepted credential', async () => {
  const { gateway, upstream } = await startGateway({ limits: { bodyBytes: 2 * LARGE } });
  const { origin } = await listenLikeProgram(gateway.listener);
  const ask = await openRaw(origin);
  ask.write(whole(DEMO_CREDENTIAL));
  await ask.until(/"totalCount":\d/);

  async function openUnfinished(credential: string) {
    const client = await openRaw(origin);
    client.write(head(credential, 'Transfer-Encoding: chunked') + LARGE_PART);
    return client;
  }
  const accepted = [await openUnfinished(DEMO_CREDENTIAL), await openUnfinished(DEMO_CREDENTIAL)];
  const oldest = await openUnfinished('stranger_1_');
  for (const name of ['2', '3', '4']) await openUnfinished(`stranger_${name}_`);
  const newest = await openUnfinished('stranger_5_');

  await oldest.until(REFUSED);
  expect(upstream.requests).toHaveLength(1);
  // What is left goes on, and so does a connection whose body was dropped.
  newest.write(REST);
  await newest.until(/UNAUTHENTICATED/);
  for (const client of accepted) {
    client.write(REST);
    await client.until(/^HTTP\/1.1 200 [\s\S]*"totalCount":\d/);
  }
  oldest.write(REST + whole(DEMO_CREDENTIAL));
  await oldest.until(/"totalCount":\d/);
});

test('a host that speaks fetch does the same', async () => {
  const { gateway } = await startGateway();
  const size = 98_000;
  function send(credential: string) {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.alloc(size, ' ')),
    });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${credential}` };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    return gateway.fetch(new Request('http://127.0.0.1/graphql', init));
  }

  const oldest = send('stranger_'.padEnd(40, '0'));
  for (let sent = 0; sent < MAX_BYTES; sent += size) void send('stranger_'.padEnd(40, '1'));

  const response = await oldest;
  expect(response.status).toBe(503);
  expect(await response.text()).toContain(`the limit of ${MAX_BYTES} bytes`);
});
