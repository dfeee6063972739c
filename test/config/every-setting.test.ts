import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { type Config, readConfig } from '../../src/config/config.ts';
import { gatewayOptionsOf } from '../../src/config/gateway-options.ts';
import { SETTINGS, type SettingValues } from '../../src/config/settings.ts';

type Variables = Readonly<Record<string, string>>;

const HASH = 'ab'.repeat(32);
const GATEWAY_TOKEN = { CLOUDFLARE_API_TOKEN: 'secret' };
const JWT = {
  ...GATEWAY_TOKEN,
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'tokens',
  JWT_JWKS_URL: 'https://issuer.example/keys',
};

/** For each setting: a value that is not its default, and the settings that it needs beside it. */
const CHANGES: Readonly<Record<keyof SettingValues, readonly [value: string, needs?: Variables]>> =
  {
    HOST: ['::1'],
    PORT: ['4001'],
    UPSTREAM: ['cloudflare'],
    CLOUDFLARE_BASE_URL: ['https://cloudflare.example/v4', { UPSTREAM: 'cloudflare' }],
    CLOUDFLARE_API_TOKEN: ['secret', { UPSTREAM: 'cloudflare' }],
    UPSTREAM_TIMEOUT_MS: ['9999'],
    CACHE_TTL_MS: ['4999'],
    REDIS_URL: ['rediss://:secret@redis.example'],
    REPLICAS: ['3'],
    GATEWAY_API_KEYS: [HASH, GATEWAY_TOKEN],
    JWT_ISSUER: ['https://other.example', JWT],
    JWT_AUDIENCE: ['others', JWT],
    JWT_JWKS_URL: ['https://issuer.example/others', JWT],
    CORS_ORIGINS: ['https://app.example'],
    GRAPHIQL: ['off'],
    INTROSPECTION: ['off'],
    MAX_COST: ['19999'],
    MAX_RESPONSE_BYTES: ['9999999'],
    OPERATION_TIMEOUT_MS: ['29999'],
    TRUSTED_DOCUMENTS: ['/documents.json'],
    TRUSTED_DOCUMENTS_ONLY: ['on', { TRUSTED_DOCUMENTS: '/documents.json' }],
    AUTOMATIC_PERSISTED_QUERIES: ['on'],
    LOG_LEVEL: ['warn'],
    METRICS_PORT: ['9090'],
    REQUEST_TIMEOUT_MS: ['29999'],
    SEND_TIMEOUT_MS: ['29999'],
    KEEP_ALIVE_TIMEOUT_MS: ['74999'],
    MAX_CONNECTIONS: ['999'],
    DRAIN_DELAY_MS: ['4999'],
    OTEL_EXPORTER_OTLP_ENDPOINT: ['https://collector.example'],
    OTEL_SERVICE_NAME: ['another name'],
  };

/** The parts of the config that the program reads itself. All others are options of the gateway. */
const READ_BY_PROGRAM = [
  ...['host', 'port', 'metricsPort', 'tracesUrl', 'serviceName', 'logLevel', 'upstream'],
  ...['drainDelayMs', 'connections', 'redisUrl'],
] as readonly (keyof Config)[];

/** Everything that the program passes on. */
function passedOn(variables: Variables): object {
  const config = readConfig(variables, () => '{"abc": "{ __typename }"}');
  const ofProgram = Object.fromEntries(READ_BY_PROGRAM.map((name) => [name, config[name]]));
  return { ...ofProgram, options: gatewayOptionsOf(config) };
}

test.each(SETTINGS.map(({ name }) => name))('%s has an effect', (name) => {
  const [value, needs = {}] = CHANGES[name];

  // If both are equal: config.ts or gateway-options.ts does not pass the setting on.
  expect(passedOn({ ...needs, [name]: value })).not.toEqual(passedOn(needs));
});

test('the program reads each part of the config that is no option of the gateway', () => {
  const program = readFileSync(join(import.meta.dirname, '../../src/cli.ts'), 'utf8');

  expect(READ_BY_PROGRAM.filter((name) => !new RegExp(`\\b${name}\\b`).test(program))).toEqual([]);
});
