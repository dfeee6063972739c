import { isLoopback } from '../lib/loopback.ts';
import type { DocumentOptions } from '../model/document-options.ts';
import type { JwtOptions } from '../model/jwt-options.ts';
import { GATEWAY_DEFAULTS } from './defaults.ts';
import { ConfigError, quote } from './problems.ts';
import {
  type Environment,
  type FoundValues,
  type ReadFile,
  readSettings,
} from './read-settings.ts';
import type { SettingValues } from './settings.ts';

/** The settings of the program, checked. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Null: no metrics. */
  readonly metricsPort: number | null;
  readonly connections: {
    readonly requestTimeoutMs: number;
    readonly sendTimeoutMs: number;
    readonly keepAliveTimeoutMs: number;
    readonly maxConnections: number;
  };
  /** The time between a signal and the end of accepting. */
  readonly drainDelayMs: number;
  /** URL of the collector of traces; null: no traces. */
  readonly tracesUrl: string | null;
  readonly serviceName: string;
  readonly logLevel: string;
  readonly upstream: Upstream;
  readonly upstreamTimeoutMs: number;
  readonly cacheTtlMs: number;
  /** SHA-256 of each key, in hexadecimal. */
  readonly apiKeyHashes: readonly string[];
  readonly jwt: JwtOptions | null;
  /** Null: this replica counts for itself. */
  readonly redisUrl: string | null;
  readonly replicas: number;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly maxCost: number;
  readonly maxResponseBytes: number;
  readonly operationTimeoutMs: number;
  readonly documents: DocumentOptions;
}

export type Upstream =
  /** The embedded emulator, with made-up data. */
  | { readonly kind: 'embedded' }
  | { readonly kind: 'cloudflare'; readonly baseUrl: string; readonly apiToken: string | null };

export interface ConfigRules {
  /** Whether Cloudflare is read with `CLOUDFLARE_API_TOKEN` alone: there are no callers. */
  readonly needsToken?: boolean;
}

/**
 * Reads all settings, or throws a `ConfigError` with every problem. An empty
 * variable counts as absent: container platforms unset variables by emptying them.
 */
export function readConfig(
  variables: Environment,
  readFile: ReadFile,
  flagProblems: readonly string[] = [],
  { needsToken = false }: ConfigRules = {},
): Config {
  const problems = [...flagProblems];
  const found = readSettings(variables, readFile, problems);
  const kind = found.UPSTREAM ?? defaultUpstream(variables);
  const jwt = jwtOf(found, problems);
  checkAccess(kind, found, jwt, problems);
  if (needsToken) checkToken(kind, found, problems);
  checkUpstream(found, problems);
  checkPorts(found, problems);
  const trusted = trustedDocuments(found, readFile, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  // Without a problem, no value is wrong.
  const isProduction = variables['NODE_ENV'] === 'production';
  const graphiql = found.GRAPHIQL ?? (GATEWAY_DEFAULTS.graphiql && !isProduction);
  return toConfig({ ...(found as SettingValues), GRAPHIQL: graphiql }, kind, jwt, trusted);
}

function toConfig(
  values: SettingValues & { readonly GRAPHIQL: boolean },
  kind: Upstream['kind'],
  jwt: JwtOptions | null,
  trusted: DocumentOptions['trusted'],
): Config {
  const { CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_API_TOKEN: apiToken } = values;
  return {
    host: values.HOST,
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    connections: {
      requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
      sendTimeoutMs: values.SEND_TIMEOUT_MS,
      keepAliveTimeoutMs: values.KEEP_ALIVE_TIMEOUT_MS,
      maxConnections: values.MAX_CONNECTIONS,
    },
    drainDelayMs: values.DRAIN_DELAY_MS,
    tracesUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: values.OTEL_SERVICE_NAME,
    logLevel: values.LOG_LEVEL,
    upstream: kind === 'embedded' ? { kind } : { kind, baseUrl, apiToken },
    upstreamTimeoutMs: values.UPSTREAM_TIMEOUT_MS,
    cacheTtlMs: values.CACHE_TTL_MS,
    apiKeyHashes: values.GATEWAY_API_KEYS ?? [],
    jwt,
    redisUrl: values.REDIS_URL,
    replicas: values.REPLICAS,
    corsOrigins: values.CORS_ORIGINS ?? [],
    graphiql: values.GRAPHIQL,
    introspection: values.INTROSPECTION,
    maxCost: values.MAX_COST,
    maxResponseBytes: values.MAX_RESPONSE_BYTES,
    operationTimeoutMs: values.OPERATION_TIMEOUT_MS,
    documents: {
      trusted,
      trustedOnly: values.TRUSTED_DOCUMENTS_ONLY,
      automatic: values.AUTOMATIC_PERSISTED_QUERIES,
    },
  };
}

function defaultUpstream(variables: Environment): Upstream['kind'] {
  const isSet = ['CLOUDFLARE_BASE_URL', 'CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_TOKEN_FILE'].some(
    (name) => variables[name],
  );
  return isSet || variables['NODE_ENV'] === 'production' ? 'cloudflare' : 'embedded';
}

function jwtOf(found: FoundValues, problems: string[]): JwtOptions | null {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl } = found;
  if (issuer === null && audience === null && jwksUrl === null) return null;
  if (issuer === null || audience === null || jwksUrl === null) {
    const names = ['JWT_ISSUER', 'JWT_AUDIENCE', 'JWT_JWKS_URL'] as const;
    const given = names.filter((name) => found[name] !== null).join(' and ');
    problems.push(`${names.join(', ')}: expected all three or none, found only ${given}`);
    return null;
  }
  requireHttps('JWT_JWKS_URL', jwksUrl, problems);
  return { issuer, audience, jwksUrl };
}

/** Credentials go there, in a header that everyone on the way could read. */
function checkUpstream({ CLOUDFLARE_BASE_URL: baseUrl }: FoundValues, problems: string[]): void {
  if (baseUrl !== null) requireHttps('CLOUDFLARE_BASE_URL', baseUrl, problems);
}

function requireHttps(name: string, url: string, problems: string[]): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || isLoopback(hostname)) return;
  problems.push(`${name}: expected https, or http with a loopback address, found ${quote(url)}`);
}

function checkPorts({ PORT: port, METRICS_PORT: metricsPort }: FoundValues, problems: string[]) {
  if (metricsPort === null || metricsPort === 0 || metricsPort !== port) return;
  problems.push(`METRICS_PORT: expected another port than PORT, found "${port}" in both`);
}

/** With a gateway token, anyone who reaches the gateway could read that token's list. */
function checkAccess(
  kind: Upstream['kind'],
  { HOST: host, CLOUDFLARE_API_TOKEN: token, GATEWAY_API_KEYS: keys }: FoundValues,
  jwt: JwtOptions | null,
  problems: string[],
): void {
  // A setting with a wrong value was reported already, and is not missing.
  const isWrong = (name: string) => problems.some((problem) => problem.startsWith(name));
  const needsCredential = (keys !== null && keys.length > 0) || jwt !== null;
  const isOpen = !needsCredential && !isWrong('GATEWAY_API_KEYS') && !isWrong('JWT_');
  if (kind === 'cloudflare' && token !== null && isOpen && host !== null && !isLoopback(host)) {
    problems.push(
      'HOST: expected a loopback address such as 127.0.0.1 while CLOUDFLARE_API_TOKEN is set and ' +
        'callers need no credential (set GATEWAY_API_KEYS, or JWT_ISSUER, JWT_AUDIENCE and ' +
        `JWT_JWKS_URL), found ${quote(host)}`,
    );
  }
  if (token === null && needsCredential && !isWrong('CLOUDFLARE_API_TOKEN')) {
    problems.push(
      'CLOUDFLARE_API_TOKEN: expected the gateway token that API keys and JWTs give access to, ' +
        "found none (without it, each caller's own credential goes to Cloudflare)",
    );
  }
}

function checkToken(
  kind: Upstream['kind'],
  { CLOUDFLARE_API_TOKEN: token }: FoundValues,
  problems: string[],
): void {
  const isWrong = problems.some((problem) => problem.startsWith('CLOUDFLARE_API_TOKEN'));
  if (kind !== 'cloudflare' || token !== null || isWrong) return;
  problems.push(
    'CLOUDFLARE_API_TOKEN: expected the token to read with, found none (for the demonstration, set ' +
      'UPSTREAM=embedded)',
  );
}

function trustedDocuments(
  { TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: trustedOnly }: FoundValues,
  readFile: ReadFile,
  problems: string[],
): DocumentOptions['trusted'] {
  if (path === null) {
    if (trustedOnly === true) {
      problems.push(
        'TRUSTED_DOCUMENTS: expected a file while TRUSTED_DOCUMENTS_ONLY is on, found none',
      );
    }
    return {};
  }
  try {
    const manifest: unknown = JSON.parse(readFile(path));
    if (isManifest(manifest)) return manifest;
  } catch {
    // A missing file and text that is not JSON are the same problem as wrong JSON.
  }
  problems.push(
    `TRUSTED_DOCUMENTS: expected a JSON file that maps hashes to documents, found ${quote(path)}`,
  );
  return {};
}

function isManifest(value: unknown): value is DocumentOptions['trusted'] {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((document) => typeof document === 'string')
  );
}
