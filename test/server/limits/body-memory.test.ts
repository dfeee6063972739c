import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { listenLikeProgram } from '../../support/http-server.ts';
import { openRaw, requestBytes } from '../../support/raw-connection.ts';

const COUNT = JSON.stringify({ query: '{ tokens(first: 1) { totalCount } }' });
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Bearer ${DEMO_CREDENTIAL}`,
};
const CHUNKED = requestBytes('POST /graphql', { ...HEADERS, 'transfer-encoding': 'chunked' });
const REST = `${COUNT.length.toString(16)}\r\n${COUNT}\r\n0\r\n\r\n`;

const MAX_TURNS = 100_000;
const PARTS = 90_000;
const ONE_BYTE_PARTS = '1\r\n \r\n'.repeat(PARTS);

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What the objects take that are in use. */
function usedBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

// Each took 18 MB of heap, which no limit counted for an accepted credential.
test('a body takes no more memory if it comes in single bytes', async () => {
  const { gateway } = await startGateway();
  let message: IncomingMessage | undefined;
  const { origin } = await listenLikeProgram((request, response) => {
    message = request;
    return gateway.listener(request, response);
  });
  const client = await openRaw(origin);
  client.write(requestBytes('POST /graphql', HEADERS, COUNT));
  await client.until(/"totalCount":\d/);
  const before = usedBytes();

  client.write(CHUNKED + ONE_BYTE_PARTS);
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    if ((message?.socket.bytesRead ?? 0) > ONE_BYTE_PARTS.length + CHUNKED.length) break;
    await nextTurn();
  }

  expect(usedBytes() - before).toBeLessThan(4_000_000);
  client.write(REST);
  await client.until(/"totalCount":\d[\s\S]*"totalCount":\d/);
});

test('nor does it where the host speaks fetch', async () => {
  const { gateway } = await startGateway();
  const send = (body: ReadableStream | string) =>
    gateway.fetch(
      new Request('http://127.0.0.1/graphql', {
        ...{ method: 'POST', headers: HEADERS, body, duplex: 'half' },
      } as RequestInit),
    );
  expect((await send(COUNT)).status).toBe(200);
  const before = usedBytes();
  let parts = 0;
  let used = 0;

  const response = await send(
    new ReadableStream(
      {
        pull(controller) {
          parts += 1;
          if (parts <= PARTS) return controller.enqueue(Buffer.from(' '));
          used = usedBytes() - before;
          controller.enqueue(Buffer.from(COUNT));
          controller.close();
        },
      },
      { highWaterMark: 0 },
    ),
  );

  expect(await response.text()).toContain('"totalCount":');
  expect(used).toBeLessThan(4_000_000);
});
