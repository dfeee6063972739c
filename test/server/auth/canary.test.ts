import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';

import { readCommandLine } from '../../../src/config/command-line.ts';
import { readConfig } from '../../../src/config/config.ts';
import { ConfigError } from '../../../src/config/problems.ts';
import {
  type CloudflareEmulator,
  CREDENTIALS,
  startEmulator,
} from '../../../src/emulator/index.ts';
import { CANARY, canary } from '../../support/canary.ts';
import { startCollector } from '../../support/collector.ts';
import { signJwt, startIssuer } from '../../support/issuer.ts';
import { installPacked, type Program, start } from '../../support/package.ts';

const COUNT = '{ tokens { totalCount } }';
const OWN_TOKEN = canary('own-token');
const API_KEY = canary('api-key');
const PASSED = canary('passed-on');

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

/** Everything that comes out of a gateway in which secrets go in everywhere. */
interface Outputs {
  readonly answers: string[];
  readonly program: () => string;
  readonly traces: readonly string[];
  readonly metrics: () => Promise<string>;
}

interface Served extends Outputs {
  readonly upstream: CloudflareEmulator;
  /** Sends, keeps the answer whole, headers included, and returns its code. */
  ask(headers: Record<string, string>, body?: object | string): Promise<string>;
  /** Stops it, so that all that it has to say is said; throws where any of it holds a canary. */
  search(others?: readonly string[]): Promise<void>;
}

/** The packed program with all its outputs on, at a Cloudflare that knows the canaries. */
async function serve(env: (upstream: CloudflareEmulator) => NodeJS.ProcessEnv): Promise<Served> {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const { tokens } = upstream.account(CREDENTIALS.seven);
  for (const secret of [OWN_TOKEN, PASSED]) upstream.addAccount(secret, tokens);
  const collector = await startCollector();
  const program = start(folder, ['--port', '0', '--metrics-port', '0'], {
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    CACHE_TTL_MS: '0',
    ...env(upstream),
  });
  const [, origin = ''] = await program.until(/GraphiQL: (http:\/\/\S+)\/graphql/);
  const [, metricsUrl = ''] = await program.until(/Metrics: (\S+)/);
  const answers: string[] = [];
  const metrics = async () => await (await fetch(metricsUrl)).text();

  return {
    upstream,
    answers,
    program: program.output,
    traces: collector.bodies,
    metrics,
    async ask(headers, body = { query: COUNT }) {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      answers.push(text, JSON.stringify([...response.headers]));
      return JSON.parse(text).errors?.[0].extensions.code ?? 'OK';
    },
    async search(others = []) {
      const printed = await metrics();
      program.signal('SIGTERM');
      expect(await program.exit).toBe(0);
      const written = { answers, printed, traces: collector.bodies, program: program.output() };
      // Nothing found in nothing would prove nothing.
      expect(printed).toMatch(/^gateway_operations_total\{code="OK"\} [1-9]/m);
      expect(collector.bodies.join()).toContain('graphql.operation');
      expect(program.output()).toContain('"msg":"operation"');
      for (const secret of [CANARY, ...others]) {
        expect(JSON.stringify(written)).not.toContain(secret);
      }
    },
  };
}

/** What the program would complain of. */
function problemsOf(args: readonly string[], env: Readonly<Record<string, string>>) {
  try {
    readConfig({ ...env, ...readCommandLine(args).settings }, () => {
      throw new Error('no such file');
    });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Cloudflare quotes the credential wherever it can, in failures and beside a success. */
function quoteEverywhere({ upstream }: Served, secret: string): void {
  const notice = {
    code: 1234,
    message: `what is ${secret}?`,
    documentation_url: `https://x/${secret}`,
    source: { pointer: `/${secret}` },
    error_chain: [{ code: 1, message: secret }],
  };
  const headers = { 'cf-ray': secret, 'retry-after': secret };
  const failed = { success: false, errors: [notice], messages: [notice], result: secret };
  const bad = { success: true, errors: [], messages: [notice], result: [{ id: [secret] }, secret] };
  for (const status of [200, 400, 401, 403, 418]) {
    upstream.trouble({ kind: 'answer', status, body: failed, headers });
  }
  upstream.trouble({ kind: 'answer', status: 200, body: bad, headers });
  upstream.trouble({ kind: 'answer', status: 200, body: `<html>${secret}`, headers });
  upstream.trouble({ kind: 'answer', status: 302, body: secret, headers: { location: secret } });
}

const QUOTES = 8;
const NODES = { query: '{ tokens { nodes { id name } } }' };

describe('no output shows a credential', () => {
  test('that the caller passes on', async () => {
    const served = await serve(() => ({}));
    const authorization = `Bearer ${PASSED}`;

    expect(await served.ask({ authorization })).toBe('OK');
    expect(await served.ask({ authorization: `Bearer ${canary('unknown')}` })).toBe(
      'UNAUTHENTICATED',
    );
    for (const malformed of [
      PASSED,
      `Basic ${PASSED}`,
      `Bearer ${PASSED} twice`,
      `Bearer "${PASSED}`,
    ]) {
      expect(await served.ask({ authorization: malformed })).toBe('UNAUTHENTICATED');
    }
    quoteEverywhere(served, PASSED);
    for (let quote = 0; quote < QUOTES; quote++) {
      expect(await served.ask({ authorization }, NODES)).not.toBe('OK');
    }
    await served.ask({ authorization, 'x-request-id': PASSED });
    await served.ask({ authorization, cookie: PASSED, 'x-api-key': PASSED, 'user-agent': PASSED });
    await served.ask({ authorization, traceparent: `00-${PASSED}-${PASSED}-01` });
    await served.ask({ authorization }, `{"query": "${PASSED}`);
    await served.ask({ authorization, 'content-type': 'text/plain' }, PASSED);

    await served.search();
  });

  test('that opens the own token, or is the own token', async () => {
    const { jwt } = await startIssuer();
    const token = await signJwt(jwt, Date.now());
    const files = mkdtempSync(join(tmpdir(), 'secrets-'));
    const tokenFile = join(files, 'token');
    writeFileSync(tokenFile, `${OWN_TOKEN}\n`);
    const served = await serve(() => ({
      CLOUDFLARE_API_TOKEN_FILE: tokenFile,
      GATEWAY_API_KEYS: createHash('sha256').update(API_KEY).digest('hex'),
      JWT_ISSUER: jwt.issuer,
      JWT_AUDIENCE: jwt.audience,
      JWT_JWKS_URL: jwt.jwksUrl,
    }));
    const [head = '', payload = '', signature = ''] = token.split('.');
    const authorization = `Bearer ${API_KEY}`;

    expect(await served.ask({ authorization })).toBe('OK');
    expect(await served.ask({ authorization: `Bearer ${token}` })).toBe('OK');
    expect(served.upstream.requests.at(-1)?.authorization).toBe(`Bearer ${OWN_TOKEN}`);
    for (const wrong of [
      `${API_KEY}x`,
      `${head}.${payload}.`,
      `${head}.${payload}.${signature}x`,
    ]) {
      expect(await served.ask({ authorization: `Bearer ${wrong}` })).toBe('UNAUTHENTICATED');
    }
    quoteEverywhere(served, OWN_TOKEN);
    for (let quote = 0; quote < QUOTES; quote++) {
      expect(await served.ask({ authorization }, NODES)).not.toBe('OK');
    }
    await served.ask({ authorization: `Bearer ${token}`, 'x-request-id': token });

    await served.search([payload, signature]);
  });

  test('that a caller puts into a variable or an argument', async () => {
    const served = await serve(() => ({}));
    const authorization = `Bearer ${CREDENTIALS.seven}`;
    const variables = { secret: canary('variable').slice(0, 32) };

    for (const query of [
      'query ($secret: ID!) { token(id: $secret) { id } }',
      'query ($secret: String) { tokens(after: $secret) { totalCount } }',
      `{ token(id: "${variables.secret}") { id } }`,
      `{ tokens(before: "${variables.secret}") { totalCount } }`,
    ]) {
      await served.ask({ authorization }, { query, variables });
    }

    await served.search();
  });
});

describe('what the program says before it serves', () => {
  const SECRET = canary('setting');

  /** Ends by itself, and has not said the secret. */
  async function ended(program: Program, code: number): Promise<string> {
    expect(await program.exit).toBe(code);
    expect(program.output()).not.toContain(CANARY);
    return program.output();
  }

  test.each([
    ['a token with a space', [], { CLOUDFLARE_API_TOKEN: `${SECRET} x` }, /_TOKEN: expected/],
    ['keys that are not hashed', [], { GATEWAY_API_KEYS: SECRET }, /_KEYS: expected/],
    ['a token as its file', [], { CLOUDFLARE_API_TOKEN_FILE: SECRET }, /_TOKEN_FILE: expected/],
    ['a key as its file', ['--gateway-api-keys-file', SECRET], {}, /_KEYS_FILE: expected/],
    [
      'a password in a URL',
      [],
      { CLOUDFLARE_BASE_URL: `http://u:${SECRET}@x/y` },
      /_URL: expected/,
    ],
    ['a password with slashes', [], { JWT_JWKS_URL: `http://u:a/${SECRET}@x` }, /_URL: expected/],
    ['a key in a URL', [], { JWT_JWKS_URL: `https://x/?key=${SECRET}` }, /_URL: expected/],
    ['a forgotten flag', [SECRET], {}, /Expected flags and their values/],
    ['a flag that does not exist', [`--cloudflare-token=${SECRET}`], {}, /Unknown option/],
    ['a flag in one letter', [`-t${SECRET}`], {}, /Unknown option/],
    [
      'an own token without a door',
      ['--host', '0.0.0.0'],
      { CLOUDFLARE_API_TOKEN: SECRET },
      /HOST/,
    ],
  ] as const)('does not show %s', (_what, args, env, problem) => {
    const problems = problemsOf(args, env).join('\n');

    expect(problems).toMatch(problem);
    expect(problems).not.toContain(CANARY);
  });

  test('prints no more than that', async () => {
    const env = { CLOUDFLARE_API_TOKEN_FILE: SECRET, GATEWAY_API_KEYS: SECRET };

    expect(await ended(start(folder, [], env), 1)).toMatch(/^ {2}GATEWAY_API_KEYS: expected/m);
  });

  test('does not show what is set in its help, nor when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const port = String((other.address() as AddressInfo).port);
    const env = { CLOUDFLARE_API_TOKEN: SECRET };

    expect(await ended(start(folder, ['--help'], env), 0)).toContain('CLOUDFLARE_API_TOKEN');
    expect(await ended(start(folder, ['--port', port], env), 1)).toContain('EADDRINUSE');
  });
});
