import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { DEMO_CREDENTIAL, startEmulator } from '../../src/emulator/index.ts';
import { installPacked, type Program, start } from '../support/package.ts';
import { HAS_REDIS, startTlsRedis } from '../support/redis.ts';
import { nowhere } from '../support/serve.ts';
import { SOURCES } from '../support/sources.ts';

const ADDRESS = /GraphQL: (http:\/\/\S+)\/graphql[\s\S]*Metrics: (http:\/\/\S+)/;
/** Prints the name of each package that is loaded as CommonJS, which the client is. */
const LIST_LOADED = `
  import { createRequire } from 'node:module';
  const { cache } = createRequire(import.meta.url);
  process.on('exit', () => console.log('LOADED', Object.keys(cache).join()));`;

async function ask(origin: string): Promise<{ data: unknown }> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${DEMO_CREDENTIAL}` },
    body: JSON.stringify({ query: '{ tokens { totalCount } }' }),
  });
  return JSON.parse(await response.text());
}

async function startWith(folder: string, env: NodeJS.ProcessEnv): Promise<Program> {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  writeFileSync(join(folder, 'list-loaded.mjs'), LIST_LOADED);
  return start(folder, ['--port', '0', '--graphiql', 'off', '--metrics-port', '0'], {
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
    NODE_OPTIONS: '--import ./list-loaded.mjs',
    ...env,
  });
}

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

test('the program loads a client only with REDIS_URL, and serves and ends without Redis', async () => {
  const without = await startWith(folder, {});
  await without.until(ADDRESS);
  without.signal('SIGTERM');
  expect(await without.exit).toBe(0);
  expect(without.output()).toContain('LOADED');
  expect(without.output()).not.toContain('ioredis');

  const { host } = new URL(await nowhere());
  const REDIS_URL = `redis://:the-password@${host}`;
  const program = await startWith(folder, { REDIS_URL });
  const [, origin = '', metrics = ''] = await program.until(ADDRESS);
  expect((await ask(origin)).data).not.toBeUndefined();
  await program.until(/redis is away/);
  expect(program.output()).toContain('ECONNREFUSED');
  await ask(origin);
  expect(await (await fetch(metrics)).text()).toContain('gateway_rate_limit_shared 0');
  program.signal('SIGTERM');
  expect(await program.exit).toBe(0);
  expect(program.output()).toContain('ioredis');
  expect(program.output().match(/redis is away/g)).toHaveLength(1);
  expect(program.output()).not.toContain('the-password');
});

describe.skipIf(!HAS_REDIS)('Redis with TLS', () => {
  test('is used if its certificate is of a known authority, else the program says why not', async () => {
    const password = 'the-password';
    const { url: REDIS_URL, caFile } = await startTlsRedis(password);
    const env = { REDIS_URL, REPLICAS: '1' };
    const trusting = await startWith(folder, { ...env, NODE_EXTRA_CA_CERTS: caFile });
    const [, origin = '', metrics = ''] = await trusting.until(ADDRESS);
    const doubting = await startWith(folder, env);
    const [, doubtingOrigin = ''] = await doubting.until(ADDRESS);

    expect((await ask(origin)).data).not.toBeUndefined();
    await expect
      .poll(async () => (await fetch(metrics)).text(), { timeout: 20_000 })
      .toContain('gateway_rate_limit_shared 1');
    expect((await ask(doubtingOrigin)).data).not.toBeUndefined();
    await doubting.until(/its certificate is not trusted/);

    for (const program of [trusting, doubting]) {
      program.signal('SIGTERM');
      expect(await program.exit).toBe(0);
      expect(program.output()).not.toContain(password);
    }
  });

  test('is not used if its certificate is for another host, and the program says so once', async () => {
    const { url, caFile } = await startTlsRedis('the-password');
    const REDIS_URL = url.replace('localhost', '127.0.0.1');
    const program = await startWith(folder, { REDIS_URL, NODE_EXTRA_CA_CERTS: caFile });
    const [, origin = ''] = await program.until(ADDRESS);

    for (let times = 0; times < 3; times++) {
      expect((await ask(origin)).data).toEqual({ tokens: { totalCount: expect.any(Number) } });
    }
    await program.until(/its certificate is not trusted \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(program.output().match(/redis is away/g)).toHaveLength(1);
    expect(program.output()).not.toContain('the-password');
  });

  test('that refuses the password is not used, and the program says so without it', async () => {
    const { url, caFile } = await startTlsRedis('the-password');
    const REDIS_URL = url.replace('the-password', 'another-password');
    const program = await startWith(folder, { REDIS_URL, NODE_EXTRA_CA_CERTS: caFile });
    const [, origin = ''] = await program.until(ADDRESS);

    expect((await ask(origin)).data).not.toBeUndefined();
    await program.until(/WRONGPASS|NOAUTH/);
    program.signal('SIGTERM');
    expect(await program.exit).toBe(0);
    expect(program.output()).not.toContain('another-password');
  });
});

test('no file but the client’s own imports ioredis, and only the program loads that folder', () => {
  const importing = SOURCES.filter(({ imports }) =>
    imports.some((target) => target.startsWith('redis/')),
  ).map(({ path }) => path);

  expect(importing.filter((path) => !path.startsWith('redis/'))).toEqual(['cli.ts']);
});
