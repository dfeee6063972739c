import { beforeAll, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, startEmulator } from '../src/emulator/index.ts';
import { installPacked, type Program, start } from './support/package.ts';
import { startRolloutProxy } from './support/rollout-proxy.ts';

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

const RESTARTS = 10;
const CLIENTS = 8;
const ADDRESS = /GraphiQL: (http:\/\/\S+)\/graphql/;
const SEVEN = '{"data":{"tokens":{"totalCount":7}}}';

test('ten restarts of two instances under load lose no request', async () => {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const proxy = await startRolloutProxy();
  const startInstance = async (): Promise<{ program: Program; origin: string }> => {
    const program = start(folder, ['--port', '0'], {
      CLOUDFLARE_BASE_URL: upstream.baseUrl,
      CLOUDFLARE_API_TOKEN: CREDENTIALS.seven,
      DRAIN_DELAY_MS: '2000',
      LOG_LEVEL: 'error',
    });
    const [, origin = ''] = await program.until(ADDRESS);
    proxy.add(origin);
    return { program, origin };
  };
  const instances = [await startInstance(), await startInstance()];

  let isOver = false;
  let answers = 0;
  const lost: string[] = [];
  const client = async () => {
    while (!isOver) {
      const text = await ask(proxy.origin);
      answers += 1;
      if (text !== SEVEN) lost.push(text);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  for (let restart = 0; restart < RESTARTS; restart++) {
    const oldest = instances.shift();
    instances.push(await startInstance());
    const answersBefore = answers;
    oldest?.program.signal('SIGTERM');
    await proxy.left(oldest?.origin ?? '');
    expect(await oldest?.program.exit).toBe(0);
    expect(answers).toBeGreaterThan(answersBefore);
  }
  isOver = true;
  await Promise.all(clients);

  expect(lost).toEqual([]);
  expect(answers).toBeGreaterThan(RESTARTS * CLIENTS);
}, 300_000);

async function ask(origin: string): Promise<string> {
  try {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ tokens { totalCount } }' }),
    });
    return await response.text();
  } catch (error) {
    return `${error}: ${error instanceof Error ? error.cause : ''}`;
  }
}
