import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
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
import { serve } from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';
const GATEWAY_TOKEN = canary('gateway-token');
const API_KEY = canary('api-key');
const PASSTHROUGH = canary('passthrough');

let folder: string;

beforeAll(async () => {
  folder = await installPacked();
});

/** Every output of the program. */
interface Outputs {
  readonly responses: string[];
  readonly program: () => string;
  readonly traces: readonly string[];
  readonly metrics: () => Promise<string>;
}

interface RunningGateway extends Outputs {
  readonly upstream: CloudflareEmulator;
  /** Sends a request, stores the whole response with its headers, and returns its code. */
  ask(headers: Record<string, string>, body?: object | string): Promise<string>;
  /** Stops the program, so that it writes all its output; throws if a canary is in any output. */
  search(others?: readonly string[]): Promise<void>;
}

/** Starts the packed program with all its outputs on. Its Cloudflare knows the canaries. */
async function startProgram(
  env: (upstream: CloudflareEmulator) => NodeJS.ProcessEnv,
): Promise<RunningGateway> {
  const upstream = await startEmulator();
  onTestFinished(() => upstream.close());
  const { tokens } = upstream.credential(CREDENTIALS.seven);
  for (const secret of [GATEWAY_TOKEN, PASSTHROUGH]) upstream.addCredential(secret, tokens);
  const collector = await startCollector();
  const program = start(folder, ['--port', '0', '--metrics-port', '0'], {
    CLOUDFLARE_BASE_URL: upstream.baseUrl,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    CACHE_TTL_MS: '0',
    ...env(upstream),
  });
  const [, origin = ''] = await program.until(/GraphiQL: (http:\/\/\S+)\/graphql/);
  const [, metricsUrl = ''] = await program.until(/Metrics: (\S+)/);
  const responses: string[] = [];
  const metrics = async () => await (await fetch(metricsUrl)).text();

  return {
    upstream,
    responses,
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
      responses.push(text, JSON.stringify([...response.headers]));
      return JSON.parse(text).errors?.[0].extensions.code ?? 'OK';
    },
    async search(others = []) {
      const printed = await metrics();
      program.signal('SIGTERM');
      expect(await program.exit).toBe(0);
      const written = { responses, printed, traces: collector.bodies, program: program.output() };
      // The search proves something only if there is output.
      expect(printed).toMatch(/^gateway_operations_total\{code="OK"\} [1-9]/m);
      expect(collector.bodies.join()).toContain('graphql.operation');
      expect(program.output()).toContain('"msg":"operation"');
      for (const secret of [CANARY, ...others]) {
        expect(JSON.stringify(written)).not.toContain(secret);
      }
    },
  };
}

/** The problems that the program reports about its settings. */
function problemsOf(args: readonly string[], env: Readonly<Record<string, string>>) {
  try {
    const { settings, problems } = readCommandLine(args);
    const noFile = () => {
      throw new Error('no such file');
    };
    readConfig({ ...env, ...settings }, noFile, problems);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

/** Makes Cloudflare quote the credential in every field, in errors and in successes. */
function quoteEverywhere({ upstream }: RunningGateway, secret: string): void {
  const notice = {
    code: 1234,
    message: `what is ${secret}?`,
    documentation_url: `https://x/${secret}`,
    source: { pointer: `/${secret}` },
    error_chain: [{ code: 1, message: secret }],
  };
  const headers = { 'cf-ray': secret, 'retry-after': secret };
  const failed = { success: false, errors: [notice], messages: [notice], result: secret };
  const rows = [{ id: [secret] }, secret];
  const bad = {
    success: true,
    errors: [],
    messages: [notice],
    result: rows,
    result_info: { total_count: rows.length },
  };
  for (const status of [200, 400, 401, 403, 418]) {
    upstream.injectFault({ kind: 'response', status, body: failed, headers });
  }
  upstream.injectFault({ kind: 'response', status: 200, body: bad, headers });
  upstream.injectFault({ kind: 'response', status: 200, body: `<html>${secret}`, headers });
  upstream.injectFault({
    kind: 'response',
    status: 302,
    body: secret,
    headers: { location: secret },
  });
}

/** `quoteEverywhere` prepares this many responses. */
const QUOTES = 8;
const NODES = { query: '{ tokens { nodes { id name } } }' };

describe('no output shows a credential', () => {
  test('of a caller in passthrough mode', async () => {
    const gateway = await startProgram(() => ({}));
    const authorization = `Bearer ${PASSTHROUGH}`;

    expect(await gateway.ask({ authorization })).toBe('OK');
    expect(await gateway.ask({ authorization: `Bearer ${canary('unknown')}` })).toBe(
      'UNAUTHENTICATED',
    );
    for (const malformed of [
      PASSTHROUGH,
      `Basic ${PASSTHROUGH}`,
      `Bearer ${PASSTHROUGH} twice`,
      `Bearer "${PASSTHROUGH}`,
    ]) {
      expect(await gateway.ask({ authorization: malformed })).toBe('UNAUTHENTICATED');
    }
    quoteEverywhere(gateway, PASSTHROUGH);
    for (let quote = 0; quote < QUOTES; quote++) {
      expect(await gateway.ask({ authorization }, NODES)).not.toBe('OK');
    }
    await gateway.ask({ authorization, 'x-request-id': PASSTHROUGH });
    await gateway.ask({
      authorization,
      cookie: PASSTHROUGH,
      'x-api-key': PASSTHROUGH,
      'user-agent': PASSTHROUGH,
    });
    await gateway.ask({ authorization, traceparent: `00-${PASSTHROUGH}-${PASSTHROUGH}-01` });
    await gateway.ask({ authorization }, `{"query": "${PASSTHROUGH}`);
    await gateway.ask({ authorization, 'content-type': 'text/plain' }, PASSTHROUGH);

    await gateway.search();
  });

  test('of a gateway token, nor an API key or a JWT', async () => {
    const { jwt } = await startIssuer();
    const token = await signJwt(jwt, Date.now());
    const files = mkdtempSync(join(tmpdir(), 'secrets-'));
    const tokenFile = join(files, 'token');
    writeFileSync(tokenFile, `${GATEWAY_TOKEN}\n`);
    const gateway = await startProgram(() => ({
      CLOUDFLARE_API_TOKEN_FILE: tokenFile,
      GATEWAY_API_KEYS: createHash('sha256').update(API_KEY).digest('hex'),
      JWT_ISSUER: jwt.issuer,
      JWT_AUDIENCE: jwt.audience,
      JWT_JWKS_URL: jwt.jwksUrl,
    }));
    const [head = '', payload = '', signature = ''] = token.split('.');
    const authorization = `Bearer ${API_KEY}`;

    expect(await gateway.ask({ authorization })).toBe('OK');
    expect(await gateway.ask({ authorization: `Bearer ${token}` })).toBe('OK');
    expect(gateway.upstream.requests.at(-1)?.authorization).toBe(`Bearer ${GATEWAY_TOKEN}`);
    for (const wrong of [
      `${API_KEY}x`,
      `${head}.${payload}.`,
      `${head}.${payload}.${signature}x`,
    ]) {
      expect(await gateway.ask({ authorization: `Bearer ${wrong}` })).toBe('UNAUTHENTICATED');
    }
    quoteEverywhere(gateway, GATEWAY_TOKEN);
    for (let quote = 0; quote < QUOTES; quote++) {
      expect(await gateway.ask({ authorization }, NODES)).not.toBe('OK');
    }
    await gateway.ask({ authorization: `Bearer ${token}`, 'x-request-id': token });

    await gateway.search([payload, signature]);
  });

  test('in a variable or an argument', async () => {
    const gateway = await startProgram(() => ({}));
    const authorization = `Bearer ${CREDENTIALS.seven}`;
    const variables = { secret: canary('variable').slice(0, 32) };

    for (const query of [
      'query ($secret: ID!) { token(id: $secret) { id } }',
      'query ($secret: String) { tokens(after: $secret) { totalCount } }',
      `{ token(id: "${variables.secret}") { id } }`,
      `{ tokens(before: "${variables.secret}") { totalCount } }`,
    ]) {
      await gateway.ask({ authorization }, { query, variables });
    }

    await gateway.search();
  });
});

describe('the program, before it serves,', () => {
  const SECRET = canary('setting');

  /** The output of a program that ends by itself and has not written the secret. */
  async function outputOf(program: Program, code: number): Promise<string> {
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
    ['a forgotten flag', [SECRET], {}, /Expected flags alone/],
    [
      'a flag that does not exist',
      [`--cloudflare-token=${SECRET}`],
      {},
      /expected a flag that --help lists/,
    ],
    ['a flag in one letter', [`-t${SECRET}`], {}, /expected a flag that --help lists/],
    [
      'a gateway token without authentication',
      ['--host', '0.0.0.0'],
      { CLOUDFLARE_API_TOKEN: SECRET },
      /HOST/,
    ],
  ] as const)('does not show %s', (_name, args, env, problem) => {
    const problems = problemsOf(args, env).join('\n');

    expect(problems).toMatch(problem);
    expect(problems).not.toContain(CANARY);
  });

  test('prints the problems without the secret', async () => {
    const env = { CLOUDFLARE_API_TOKEN_FILE: SECRET, GATEWAY_API_KEYS: SECRET };

    expect(await outputOf(start(folder, [], env), 1)).toMatch(/^ {2}GATEWAY_API_KEYS: expected/m);
  });

  test('shows no setting in its help, nor in the error that its port is taken', async () => {
    const { port } = new URL(await serve(() => {}));
    const env = { CLOUDFLARE_API_TOKEN: SECRET };

    expect(await outputOf(start(folder, ['--help'], env), 0)).toContain('CLOUDFLARE_API_TOKEN');
    expect(await outputOf(start(folder, ['--port', port], env), 1)).toContain('EADDRINUSE');
  });
});
