import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, startEmulator } from '../src/emulator/index.ts';
import { CANARY } from './support/canary.ts';
import { fenced, madePart } from './support/documents.ts';
import { installPacked, type Program, start, startUpstream } from './support/package.ts';

const run = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

const COUNT = '{ tokens { totalCount } }';
const ANY_PORT = ['--port', '0'];
const ADDRESS = /GraphiQL: (http:\/\/\S+)\/graphql/;

async function ask(origin: string, document: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: document }),
  });
  return JSON.parse(await response.text());
}

describe('the packed program', () => {
  test('starts in an empty folder, says that it is a demonstration, and serves tokens', async () => {
    const program = start(folder, ANY_PORT);
    const [, origin = ''] = await program.until(ADDRESS);

    expect(program.output()).toContain('demonstration');
    expect(await ask(origin, '{ tokens(first: 1) { totalCount nodes { id } } }')).toEqual({
      data: { tokens: { totalCount: expect.any(Number), nodes: [{ id: expect.any(String) }] } },
    });
    const page = await fetch(`${origin}/graphql`, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('query Tokens');
  });

  test('works with any server that follows the contract, with the caller’s credential', async () => {
    const upstream = await startEmulator();
    onTestFinished(() => upstream.close());
    const program = start(folder, ANY_PORT, { CLOUDFLARE_BASE_URL: `${upstream.baseUrl}/` });
    const [, origin = ''] = await program.until(ADDRESS);
    const document = '{ tokens { totalCount } }';

    const anonymous = await ask(origin, document);
    const seven = await ask(origin, document, { authorization: `Bearer ${CREDENTIALS.seven}` });

    expect(program.output()).toContain(upstream.baseUrl);
    expect(program.output()).not.toContain('demonstration');
    expect(anonymous.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(seven).toEqual({ data: { tokens: { totalCount: 7 } } });
    expect(upstream.requests.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${CREDENTIALS.seven}`,
    ]);
  });

  test('survives an upstream that freezes, and recovers with it', async () => {
    const upstream = startUpstream(folder);
    const [, baseUrl = ''] = await upstream.until(/upstream (\S+)/);
    const program = start(folder, ANY_PORT, {
      CLOUDFLARE_BASE_URL: baseUrl,
      CLOUDFLARE_API_TOKEN: CREDENTIALS.seven,
      UPSTREAM_TIMEOUT_MS: '400',
      CACHE_TTL_MS: '0',
    });
    const [, origin = ''] = await program.until(ADDRESS);
    const document = '{ tokens { totalCount } }';
    const seven = { data: { tokens: { totalCount: 7 } } };
    expect(await ask(origin, document)).toEqual(seven);

    upstream.signal('SIGSTOP');
    const frozen = await Promise.all(
      [1, 2, 3].map((first) => ask(origin, `{ tokens(first: ${first}) { nodes { id } } }`)),
    );
    upstream.signal('SIGCONT');
    const thawed = await ask(origin, document);

    expect(frozen.map(({ errors }) => errors[0].extensions.code)).toEqual(
      Array(3).fill('UPSTREAM_TIMEOUT'),
    );
    expect(thawed).toEqual(seven);
  });

  test('logs one JSON object a line, from the configured level up', async () => {
    const upstream = await startEmulator();
    onTestFinished(() => upstream.close());
    const logOf = async (level: string) => {
      const env = { CLOUDFLARE_BASE_URL: upstream.baseUrl, LOG_LEVEL: level };
      const program = start(folder, ANY_PORT, env);
      const [, origin = ''] = await program.until(ADDRESS);
      const authorization = `Bearer ${CREDENTIALS.seven}`;
      await ask(origin, COUNT, { authorization, 'x-request-id': 'fine' });
      upstream.injectFault({ kind: 'reset' }, 3);
      await ask(origin, COUNT, {
        authorization,
        'cache-control': 'no-cache',
        'x-request-id': 'bad',
      });
      program.signal('SIGTERM');
      await program.exit;
      return logLines(program).map((line) => JSON.parse(line));
    };

    const fine = { level: 'info', msg: 'operation', requestId: 'fine', code: 'OK' };
    const bad = { level: 'warn', msg: 'operation', requestId: 'bad', code: 'UPSTREAM_UNAVAILABLE' };
    expect(await logOf('info')).toMatchObject([fine, bad]);
    expect(await logOf('warn')).toMatchObject([bad]);
  });

  test('the README shows a line of its log as it comes out', async () => {
    const upstream = await startEmulator();
    onTestFinished(() => upstream.close());
    const program = start(folder, ANY_PORT, { CLOUDFLARE_BASE_URL: upstream.baseUrl });
    const [, origin = ''] = await program.until(ADDRESS);

    await ask(origin, 'query Count { tokens { totalCount } }', {
      authorization: `Bearer ${CREDENTIALS.seven}`,
    });

    await program.until(/"msg":"operation"\}\n/);
    const [line = ''] = logLines(program);
    const shown = fenced('json', line);
    const written = madePart('README.md', 'log', shown);
    expect(withoutIdsAndTimes(written), 'stale: npm run documents').toBe(withoutIdsAndTimes(shown));
  });

  test('serves metrics on a separate port, and none if no port is set', async () => {
    const without = start(folder, ANY_PORT);
    const [, origin = ''] = await without.until(ADDRESS);
    const withMetrics = start(folder, [...ANY_PORT, '--metrics-port', '0']);
    const [, metrics = ''] = await withMetrics.until(/Metrics: (\S+)/);
    const [, other = ''] = await withMetrics.until(ADDRESS);

    expect(without.output()).not.toContain('Metrics');
    for (const address of [origin, other]) {
      expect((await fetch(`${address}/metrics`)).status).toBe(404);
    }
    expect(await (await fetch(metrics)).text()).toContain('gateway_operations_total');
  });

  test('reports all wrong settings together and exits with 1, without showing a secret', async () => {
    const program = start(folder, ['--port', 'http', '--prot', '80'], {
      UPSTREAM: 'both',
      CLOUDFLARE_API_TOKEN: `${CANARY} and more`,
    });

    expect(await program.exit).toBe(1);
    expect(program.output()).toMatch(/"--prot": expected a flag that --help lists/);
    expect(program.output()).toMatch(/PORT: expected .* found "http"/);
    expect(program.output()).toMatch(/UPSTREAM: expected .* found "both"/);
    expect(program.output()).toMatch(/CLOUDFLARE_API_TOKEN: expected /);
    expect(program.output()).not.toContain(CANARY);
  });

  test('refuses a gateway token without caller credentials on a public address', async () => {
    const program = start(folder, ['--host', '0.0.0.0'], { CLOUDFLARE_API_TOKEN: 'secret' });

    expect(await program.exit).toBe(1);
    expect(program.output()).toMatch(/HOST: expected a loopback address/);
  });

  test('exports createGateway, and the schema as it is served', async () => {
    const script = `
      import { createGateway } from 'cloudflare-tokens-gateway';
      import { readFileSync } from 'node:fs';
      import { fileURLToPath } from 'node:url';
      const gateway = createGateway({ upstreamTimeoutMs: 5_000 });
      const answer = await gateway.fetch(new Request('http://127.0.0.1/health'));
      const schema = fileURLToPath(import.meta.resolve('cloudflare-tokens-gateway/schema.graphql'));
      console.log(answer.status, /type Token implements /.test(readFileSync(schema, 'utf8')));
      await gateway.close();`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: folder,
    });

    expect(stdout).toBe('200 true\n');
  });

  test('refuses keys without a gateway token, also for the demonstration', async () => {
    const program = start(folder, ANY_PORT, { GATEWAY_API_KEYS: 'a'.repeat(64) });

    expect(await program.exit).toBe(1);
    expect(program.output()).toMatch(/CLOUDFLARE_API_TOKEN: expected the gateway token/);
  });

  test('serves no GraphiQL in production, unless it is told to', async () => {
    for (const [env, status] of [
      [{}, 404],
      [{ GRAPHIQL: 'on' }, 302],
    ] as const) {
      const program = start(folder, ANY_PORT, { NODE_ENV: 'production', ...env });
      const [, origin = ''] = await program.until(/Graphi?QL: (http:\/\/\S+)\/graphql/);

      expect((await fetch(origin, { redirect: 'manual' })).status).toBe(status);
    }
  });

  test.each(['--help', '-h'])('lists its flags with %s', async (flag) => {
    const program = start(folder, [flag]);

    expect(await program.exit).toBe(0);
    expect(program.output()).toContain('--cloudflare-base-url <value>, CLOUDFLARE_BASE_URL');
  });
});

function logLines(program: Program): readonly string[] {
  return program
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
}

/** Removes ids and times, which differ in every run. */
function withoutIdsAndTimes(line: string): string {
  return line
    .replace(/"time":"[^"]+"/, '"time":""')
    .replace(/"requestId":"[^"]+"/, '"requestId":""')
    .replace(/"durationMs":[\d.]+/, '"durationMs":0');
}
