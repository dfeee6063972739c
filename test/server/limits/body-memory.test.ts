import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test, vi } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { createTestClock } from '../../support/clock.ts';
import { codeOf, startGateway } from '../../support/gateway.ts';
import { listenLikeProgram } from '../../support/http-server.ts';
import { signJwt, startIssuer } from '../../support/issuer.ts';
import { openRaw, requestBytes } from '../../support/raw-connection.ts';
import { serve } from '../../support/serve.ts';

const COUNT = JSON.stringify({ query: '{ tokens(first: 1) { totalCount } }' });
const HEADERS = {
  'content-type': 'application/json',
  authorization: `Bearer ${DEMO_CREDENTIAL}`,
};
const REST = `${COUNT.length.toString(16)}\r\n${COUNT}\r\n0\r\n\r\n`;

const MAX_TURNS = 20_000;
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

async function open(options: GatewayOptions = {}) {
  const { gateway } = await startGateway(options, { clock: createTestClock(Date.now()) });
  const messages: IncomingMessage[] = [];
  const { origin } = await listenLikeProgram((message, response) => {
    messages.push(message);
    return gateway.listener(message, response);
  });
  const client = await openRaw(origin);

  /** What the gateway stores after it has read a part of a body in single bytes. */
  async function storedBytes(headers: object): Promise<number> {
    const head = requestBytes('POST /graphql', { ...headers, 'transfer-encoding': 'chunked' });
    const before = usedBytes();
    client.write(head + ONE_BYTE_PARTS);
    for (let turn = 0; turn < MAX_TURNS; turn++) {
      const bytesRead = messages.at(-1)?.socket.bytesRead ?? 0;
      if (bytesRead >= head.length + ONE_BYTE_PARTS.length) break;
      await nextTurn();
    }
    return usedBytes() - before;
  }
  return { client, storedBytes };
}

// Each took 18 MB of heap, which no limit counted for an accepted credential.
test('a body takes no more memory if it comes in single bytes', async () => {
  const { client, storedBytes } = await open();
  client.write(requestBytes('POST /graphql', HEADERS, COUNT));
  await client.until(/"totalCount":\d/);

  expect(await storedBytes(HEADERS)).toBeLessThan(2_000_000);
  client.write(REST);
  await client.until(/"totalCount":\d[\s\S]*"totalCount":\d/);
});

/** For a gateway that waits for the keys of its issuer; with a valid JWT. */
async function waitingForKeys() {
  const { jwt } = await startIssuer();
  const onRequest = vi.fn();
  const jwksUrl = `${await serve(onRequest)}/keys`;
  const options = { gatewayToken: DEMO_CREDENTIAL, jwt: { ...jwt, jwksUrl } };
  const headers = { ...HEADERS, authorization: `Bearer ${await signJwt(jwt, Date.now())}` };
  return { options, headers, onRequest };
}

// Node stored what nobody read, each part by itself.
test('nor does it while the keys of the issuer are not there yet', async () => {
  const { options, headers } = await waitingForKeys();
  const { storedBytes } = await open(options);

  expect(await storedBytes(headers)).toBeLessThan(2_000_000);
});

test('bodies that wait for the keys of the issuer are bounded', async () => {
  const { options, headers, onRequest } = await waitingForKeys();
  const clock = createTestClock(Date.now());
  const { post } = await startGateway(options, { clock });
  const large = COUNT + ' '.repeat(98_000);
  const mostRequests = Math.floor(4_000_000 / large.length);

  const waiting = Array.from({ length: mostRequests }, () => post(large, headers));
  const refused = await post(large, headers);

  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain('exceed the limit of 4000000 bytes');
  await vi.waitFor(() => expect(onRequest).toHaveBeenCalledTimes(1));
  clock.advance(5_000);
  const answers = await Promise.all(waiting);
  const again = post(large, headers);
  await vi.waitFor(() => expect(onRequest).toHaveBeenCalledTimes(2));
  clock.advance(5_000);
  for (const answer of [...answers, await again]) {
    expect(await codeOf(answer)).toBe('AUTHENTICATION_UNAVAILABLE');
  }
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
  expect(used).toBeLessThan(2_000_000);
});
