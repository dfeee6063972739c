import { expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { startGateway } from '../../support/gateway.ts';

test('/health says that the process is alive, /ready that it should receive traffic', async () => {
  const { send, gateway } = await startGateway({ demoToken: DEMO_CREDENTIAL });
  const status = async (path: string) => (await send(path)).status;

  expect([await status('/health'), await status('/ready')]).toEqual([200, 200]);
  gateway.markUnready();
  expect([await status('/health'), await status('/ready')]).toEqual([200, 503]);
});

test.each(['/health/x', '/x/health', '/elsewhere', '/graphql/x'])(
  '%s is no probe',
  async (path) => {
    const { send } = await startGateway();

    expect((await send(path)).status).toBe(404);
  },
);
