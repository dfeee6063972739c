import { describe, expect, test } from 'vitest';

import { readCommandLine } from '../../src/config/command-line.ts';
import { readConfig as read } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/problems.ts';

const FILES: Readonly<Record<string, string>> = {
  '/run/secrets/token': 'from-a-file\n',
  '/run/secrets/keys': `${'ab'.repeat(32)},\n${'CD'.repeat(32)}\n`,
  '/run/secrets/key-lines': `${'ab'.repeat(32)}\r\n${'CD'.repeat(32)}\n\n`,
  '/run/secrets/empty': '\n',
  '/run/secrets/words': 'my secret words',
  '/etc/documents.json': '{"abc": "{ __typename }"}',
  '/etc/list.json': '[]',
};

function readConfig(env: Record<string, string>, flagProblems: readonly string[] = []) {
  const readFile = (path: string) => {
    const text = FILES[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
  return read(env, readFile, flagProblems);
}

function problemsOf(
  env: Record<string, string>,
  flagProblems: readonly string[] = [],
): readonly string[] {
  try {
    readConfig(env, flagProblems);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('readConfig', () => {
  test('needs no setting: the default is a demonstration on a loopback address', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      upstream: { kind: 'embedded' },
      upstreamTimeoutMs: 10_000,
      cacheTtlMs: 5_000,
      metricsPort: null,
      connections: {
        requestTimeoutMs: 30_000,
        sendTimeoutMs: 30_000,
        keepAliveTimeoutMs: 75_000,
        maxConnections: 1_000,
      },
      drainDelayMs: 5_000,
      tracesUrl: null,
      serviceName: 'cloudflare-tokens-gateway',
      logLevel: 'info',
      apiKeyHashes: [],
      jwt: null,
      redisUrl: null,
      replicas: 2,
      corsOrigins: [],
      graphiql: true,
      introspection: true,
      maxCost: 50_000,
      maxResponseBytes: 10_000_000,
      operationTimeoutMs: 30_000,
      documents: { trusted: {}, trustedOnly: false, automatic: false },
    });
  });

  test.each([
    [{ CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/v4/' }, 'http://127.0.0.1:9/v4', null],
    [{ CLOUDFLARE_API_TOKEN: 'abc-_.~+/=' }, 'https://api.cloudflare.com/client/v4', 'abc-_.~+/='],
    [{ NODE_ENV: 'production' }, 'https://api.cloudflare.com/client/v4', null],
    [{ UPSTREAM: 'cloudflare' }, 'https://api.cloudflare.com/client/v4', null],
  ])('uses the real Cloudflare API for %o', (env, baseUrl, apiToken) => {
    expect(readConfig(env).upstream).toEqual({ kind: 'cloudflare', baseUrl, apiToken });
  });

  test('lets UPSTREAM decide, and never gives the token to the emulator', () => {
    const env = { UPSTREAM: 'embedded', CLOUDFLARE_API_TOKEN: 'secret', NODE_ENV: 'production' };

    expect(readConfig(env).upstream).toEqual({ kind: 'embedded' });
  });

  test('treats an empty value as absent', () => {
    expect(readConfig({ PORT: '', HOST: '', CLOUDFLARE_API_TOKEN: '' })).toEqual(readConfig({}));
  });

  test('reports every problem at once: the name, the expected value, the value found', () => {
    const problems = problemsOf({
      HOST: 'not a host',
      PORT: '4e3',
      UPSTREAM: 'Cloudflare',
      CLOUDFLARE_BASE_URL: 'ftp://example.com',
      CLOUDFLARE_API_TOKEN: 'two words',
      UPSTREAM_TIMEOUT_MS: '0',
    });

    expect(problems).toEqual([
      'HOST: expected a host name or address, found "not a host"',
      'PORT: expected a whole number from 0 to 65535, found "4e3"',
      'UPSTREAM: expected "embedded" or "cloudflare", found "Cloudflare"',
      'CLOUDFLARE_BASE_URL: expected an http or https URL without credentials, query or fragment, found "ftp://example.com"',
      'CLOUDFLARE_API_TOKEN: expected a bearer token (letters, digits, -._~+/), found something else (not shown: it may be a secret)',
      'UPSTREAM_TIMEOUT_MS: expected a whole number from 1 to 600000, found "0"',
    ]);
  });

  test('never shows a password in a URL', () => {
    const [problem] = problemsOf({ CLOUDFLARE_BASE_URL: 'https://user:hunter2@example.com' });

    expect(problem).toMatch(/^CLOUDFLARE_BASE_URL: /);
    expect(problem).not.toContain('hunter2');
  });

  test.each(['0.0.0.0', '::', '192.0.2.1', 'gateway.example.com'])(
    'refuses a gateway token without caller credentials on %s',
    (HOST) => {
      expect(problemsOf({ HOST, CLOUDFLARE_API_TOKEN: 'secret' })).toEqual([
        expect.stringMatching(/^HOST: expected a loopback address .* CLOUDFLARE_API_TOKEN/),
      ]);
    },
  );

  const HASH = 'ab'.repeat(32);
  const JWT = {
    JWT_ISSUER: 'https://issuer.example',
    JWT_AUDIENCE: 'tokens',
    JWT_JWKS_URL: 'https://issuer.example/keys',
  };

  test.each([{ GATEWAY_API_KEYS: HASH }, JWT])(
    'accepts every address if callers need a credential: %o',
    (credentials) => {
      const env = { HOST: '0.0.0.0', CLOUDFLARE_API_TOKEN: 'secret', ...credentials };

      expect(problemsOf(env)).toEqual([]);
    },
  );

  test('reads several keys, in either case, and the three settings of JWTs', () => {
    const keys = `${HASH.toUpperCase()}, ${'0'.repeat(64)}`;
    const config = readConfig({ CLOUDFLARE_API_TOKEN: 'x', GATEWAY_API_KEYS: keys, ...JWT });

    expect(config.apiKeyHashes).toEqual([HASH, '0'.repeat(64)]);
    expect(config.jwt).toEqual({
      issuer: 'https://issuer.example',
      audience: 'tokens',
      jwksUrl: 'https://issuer.example/keys',
    });
  });

  test.each([
    [
      { GATEWAY_API_KEYS: HASH, UPSTREAM: 'cloudflare' },
      /^CLOUDFLARE_API_TOKEN: expected .* found none/,
    ],
    [{ GATEWAY_API_KEYS: 'my-key' }, /^GATEWAY_API_KEYS: expected SHA-256 .*not shown/],
    [{ GATEWAY_API_KEYS: HASH }, /^CLOUDFLARE_API_TOKEN: expected .* found none/],
    [{ ...JWT, UPSTREAM: 'embedded' }, /^CLOUDFLARE_API_TOKEN: expected .* found none/],
    [{ GATEWAY_API_KEYS: HASH, CLOUDFLARE_API_TOKEN: 'two words' }, /^CLOUDFLARE_API_TOKEN: /],
    [{ GATEWAY_API_KEYS: 'x', CLOUDFLARE_API_TOKEN: 'x', HOST: '::' }, /^GATEWAY_API_KEYS: /],
    [{ CLOUDFLARE_API_TOKEN: ' \n' }, /^CLOUDFLARE_API_TOKEN: expected a bearer token/],
    [{ CLOUDFLARE_BASE_URL: 'http://cloudflare.example' }, /^CLOUDFLARE_BASE_URL: expected https/],
    [{ CLOUDFLARE_BASE_URL: 'http://10.0.0.1', UPSTREAM: 'embedded' }, /^CLOUDFLARE_BASE_URL: /],
    [{ METRICS_PORT: '4000' }, /^METRICS_PORT: expected another port than PORT/],
    [
      { JWT_ISSUER: 'x', CLOUDFLARE_API_TOKEN: 'x' },
      /^JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL: expected all three .* found only JWT_ISSUER$/,
    ],
    [
      { ...JWT, JWT_JWKS_URL: 'http://issuer.example', CLOUDFLARE_API_TOKEN: 'x' },
      /^JWT_JWKS_URL: expected https/,
    ],
    [{ CORS_ORIGINS: '*' }, /^CORS_ORIGINS: expected origins/],
    [{ CORS_ORIGINS: 'https://a.example/path' }, /^CORS_ORIGINS: /],
    [{ CORS_ORIGINS: 'null' }, /^CORS_ORIGINS: /],
    [{ GRAPHIQL: 'yes' }, /^GRAPHIQL: expected "on" or "off"/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL: expected "silent", .* or "info"/],
    [{ TRUSTED_DOCUMENTS_ONLY: 'on' }, /^TRUSTED_DOCUMENTS: expected a file/],
    [{ TRUSTED_DOCUMENTS: '/nowhere' }, /^TRUSTED_DOCUMENTS: expected a JSON file/],
    [{ TRUSTED_DOCUMENTS: '/etc/list.json' }, /^TRUSTED_DOCUMENTS: expected a JSON file/],
    [{ CLOUDFLARE_API_TOKEN_FILE: '/nowhere' }, /^CLOUDFLARE_API_TOKEN_FILE: expected a file/],
    [
      { CLOUDFLARE_API_TOKEN_FILE: '/run/secrets/token', CLOUDFLARE_API_TOKEN: 'x' },
      /^CLOUDFLARE_API_TOKEN_FILE: .* found both/,
    ],
  ])('refuses %o', (env, problem) => {
    expect(problemsOf(env as unknown as Record<string, string>)).toEqual([
      expect.stringMatching(problem),
    ]);
  });

  test('reads a secret from a file, as container platforms mount it', () => {
    expect(readConfig({ CLOUDFLARE_API_TOKEN_FILE: '/run/secrets/token' }).upstream).toMatchObject({
      kind: 'cloudflare',
      apiToken: 'from-a-file',
    });
  });

  test.each(['/run/secrets/keys', '/run/secrets/key-lines'])(
    'reads keys from %s, with commas or one key a line',
    (path) => {
      const env = { CLOUDFLARE_API_TOKEN: 'x', GATEWAY_API_KEYS_FILE: path };

      expect(readConfig(env).apiKeyHashes).toEqual(['ab'.repeat(32), 'cd'.repeat(32)]);
    },
  );

  test('trims secrets from variables', () => {
    const env = { CLOUDFLARE_API_TOKEN: ' secret\n', GATEWAY_API_KEYS: `\t${HASH}\r\n${HASH} ` };

    const { upstream, apiKeyHashes } = readConfig(env);

    expect(upstream).toMatchObject({ apiToken: 'secret' });
    expect(apiKeyHashes).toEqual([HASH, HASH]);
  });

  test.each([
    [{}, true],
    [{ NODE_ENV: 'production' }, false],
    [{ NODE_ENV: 'production', GRAPHIQL: 'on' }, true],
    [{ NODE_ENV: 'development', GRAPHIQL: 'off' }, false],
  ])('GraphiQL is off by default in production: %o', (env, isOn) => {
    expect(readConfig(env).graphiql).toBe(isOn);
  });

  test('a token from a file follows the same rule about addresses', () => {
    const env = { HOST: '0.0.0.0', CLOUDFLARE_API_TOKEN_FILE: '/run/secrets/token' };

    expect(problemsOf(env)).toEqual([expect.stringMatching(/^HOST: expected a loopback address/)]);
    expect(problemsOf({ ...env, GATEWAY_API_KEYS_FILE: '/run/secrets/keys' })).toEqual([]);
  });

  // Unlike an empty variable, an empty file is a mistake: it was meant to have a secret.
  test.each(['/run/secrets/empty', '/run/secrets/words'])(
    'refuses the text of %s, and does not show it',
    (path) => {
      for (const name of ['CLOUDFLARE_API_TOKEN', 'GATEWAY_API_KEYS']) {
        const env = { UPSTREAM: 'embedded', [`${name}_FILE`]: path };

        expect(problemsOf(env)).toEqual([expect.stringMatching(`^${name}: expected .*not shown`)]);
        expect(problemsOf(env).join()).not.toContain('words');
      }
    },
  );

  test('only secrets may be in files', () => {
    expect(readConfig({ JWT_ISSUER_FILE: '/run/secrets/token' })).toEqual(readConfig({}));
    expect(readCommandLine(['--port-file', '/run/secrets/token']).problems).toHaveLength(1);
    expect(readCommandLine(['--gateway-api-keys-file', '/x']).settings).toEqual({
      GATEWAY_API_KEYS_FILE: '/x',
    });
  });

  test('reads trusted documents from their file', () => {
    const env = { TRUSTED_DOCUMENTS: '/etc/documents.json', TRUSTED_DOCUMENTS_ONLY: 'on' };

    expect(readConfig(env).documents).toEqual({
      trusted: { abc: '{ __typename }' },
      trustedOnly: true,
      automatic: false,
    });
  });

  test.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1', '[::1]'])(
    'accepts a gateway token without caller credentials on %s',
    (HOST) => {
      expect(problemsOf({ HOST, CLOUDFLARE_API_TOKEN: 'secret' })).toEqual([]);
    },
  );
});

describe('readCommandLine', () => {
  test('reads each setting as a flag', () => {
    const { settings, problems } = readCommandLine(['--port', '5000', '--upstream-timeout-ms=7']);

    expect(settings).toEqual({ PORT: '5000', UPSTREAM_TIMEOUT_MS: '7' });
    expect(problems).toEqual([]);
  });

  test.each([
    ['--help', { help: true, version: false }],
    ['-h', { help: true, version: false }],
    ['--version', { help: false, version: true }],
  ])('reads %s', (flag, found) => {
    expect(readCommandLine([flag])).toMatchObject({ ...found, problems: [] });
  });

  test.each([
    [['--prot', '5000'], /^"--prot": expected a flag that --help lists/],
    [['--prot=5000'], /^"--prot": expected a flag that --help lists/],
    [['-p', '5000'], /^"-p": expected a flag that --help lists/],
    [['--port'], /^--port: expected a value, found none/],
    [['--port', '--host=::1'], /^--port: expected a value, found none/],
    [['stray'], /^Expected flags alone, .*not shown/],
    [['--port', '5000', 'stray'], /^Expected flags alone, .*not shown/],
  ])('refuses %o with one problem, and shows no value', (args, problem) => {
    const { problems } = readCommandLine(args);

    expect(problems).toEqual([expect.stringMatching(problem)]);
    expect(problems.join()).not.toMatch(/5000|stray/);
  });

  test('problems of flags are reported with those of settings', () => {
    const { problems } = readCommandLine(['--prot', '5000', '--port']);

    expect(problemsOf({ PORT: 'x' }, problems)).toEqual([
      expect.stringContaining('--prot'),
      expect.stringContaining('--port'),
      expect.stringContaining('PORT: expected a whole number'),
    ]);
  });
});
