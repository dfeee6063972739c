import { expect, test, vi } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';

const MAX_HELD_BYTES = 4_000_000;
const LARGE = 98_000;
/** With the rest of the body and its address. */
const MOST = Math.floor(MAX_HELD_BYTES / (LARGE + 100));
/** Of the calls of strangers, so many are in flight at once; the others wait. */
const STRANGERS_IN_FLIGHT = 16;

test.each(PATHS)(
  'large requests in progress are bounded, those of strangers together: %s',
  async (_path, compiledPath) => {
    const { gateway, upstream } = await startGateway({ compiledPath });
    const controller = new AbortController();
    const send = async (credential: string, bytes: number, signal: AbortSignal | null = null) => {
      const query = `{ tokens(first: 1) { totalCount } } #${'x'.repeat(bytes)}`;
      const headers = {
        'content-type': 'application/json',
        authorization: `Bearer ${credential.padEnd(40, '0')}`,
      };
      const init = { method: 'POST', headers, body: JSON.stringify({ query }), signal };
      const response = await gateway.fetch(new Request('http://127.0.0.1/graphql', init));
      const { data, errors } = JSON.parse(await response.text());
      return { status: response.status, data, error: errors?.[0] };
    };
    // The demo credential is accepted from now on.
    expect((await send(DEMO_CREDENTIAL, 1)).status).toBe(200);

    upstream.injectFault({ kind: 'hang' }, STRANGERS_IN_FLIGHT);
    const held = Array.from({ length: MOST }, (_, index) =>
      send(`stranger_${index}_`, LARGE, controller.signal).catch(() => null),
    );
    await vi.waitFor(() => expect(upstream.requests).toHaveLength(1 + STRANGERS_IN_FLIGHT));
    const refused = await send('another_stranger_', LARGE);

    expect(refused.status).toBe(503);
    expect(refused.error).toMatchObject({
      message: expect.stringContaining(`exceed the limit of ${MAX_HELD_BYTES} bytes`),
      extensions: { code: 'UPSTREAM_UNAVAILABLE' },
    });
    expect((await send(DEMO_CREDENTIAL, LARGE)).data.tokens.totalCount).toBeGreaterThan(0);

    controller.abort();
    await Promise.all(held);
    expect((await send('another_stranger_', LARGE)).error.extensions.code).toBe('UNAUTHENTICATED');
  },
);
