import { describe, expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const BODY = JSON.stringify({ query: COUNT });

function request(body: BodyInit): Request {
  return new Request('http://localhost/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${DEMO_CREDENTIAL}`,
    },
    body,
    ...({ duplex: 'half' } as object),
  });
}

test('a client that disconnects aborts the upstream call', async () => {
  const { ask, upstream } = await startGateway();
  const controller = new AbortController();
  upstream.injectFault({ kind: 'hang' });
  upstream.onRequest(() => controller.abort());

  await ask(COUNT, {}, { signal: controller.signal }).catch((error: unknown) => error);

  await upstream.requests[0]?.aborted;
});

describe.each(PATHS)('by fetch and %s', (_path, compiledPath) => {
  test('a client that has disconnected already causes no call and no error', async () => {
    const { ask, upstream, lines } = await startGateway({ compiledPath });

    await ask(COUNT, {}, { signal: AbortSignal.abort() });

    expect(upstream.requests).toEqual([]);
    expect(lines.map(({ level, fields }) => [level, fields['code']])).toEqual([
      ['info', 'ABORTED'],
    ]);
  });

  test('a client that disconnects in the middle of its body causes no call and no error', async () => {
    const { gateway, upstream, logged } = await startGateway({ compiledPath });
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1;
        if (pulls === 1) controller.enqueue(Buffer.from(BODY.slice(0, 10)));
        else controller.error(new DOMException('The client has disconnected.', 'AbortError'));
      },
    });

    const response = await gateway.fetch(request(body));

    expect(response.status).toBe(400);
    expect(upstream.requests).toEqual([]);
    expect(logged.filter((line) => line.startsWith('unexpected error'))).toEqual([]);
  });

  test('a body that the host program has read is refused', async () => {
    const { gateway, upstream, logged } = await startGateway({ compiledPath });
    const read = request(BODY);
    await read.text();

    const response = await gateway.fetch(read);

    expect(response.status).toBe(400);
    expect(upstream.requests).toEqual([]);
    expect(logged.filter((line) => line.startsWith('unexpected error'))).toEqual([]);
  });

  test('a body over the limit is not read to its end', async () => {
    const { gateway } = await startGateway({ compiledPath, limits: { bodyBytes: 1_000 } });
    let cancelled = false;
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(600, ' ')),
      cancel() {
        cancelled = true;
      },
    });

    const response = await gateway.fetch(request(body));

    expect(response.status).toBe(413);
    expect(cancelled).toBe(true);
  });
});
