import { type ParseArgsConfig, parseArgs } from 'node:util';
import { isLoopback } from '../lib/loopback.ts';
import type { JwtOptions } from '../server/auth/authenticate.ts';
import { flagOf, SETTINGS, type Setting, type SettingValues } from './settings.ts';

/** What the program was told to do. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Null: no metrics. */
  readonly metricsPort: number | null;
  /** Where traces go; null: nowhere. */
  readonly tracesUrl: string | null;
  readonly serviceName: string;
  readonly logLevel: string;
  readonly upstream: Upstream;
  readonly timeoutMs: number;
  readonly cacheTtlMs: number;
  /** SHA-256 of each key, in hexadecimal. */
  readonly apiKeyHashes: readonly string[];
  readonly jwt: JwtOptions | null;
  readonly corsOrigins: readonly string[];
  readonly graphiql: boolean;
  readonly introspection: boolean;
  readonly maxCost: number;
  readonly operationTimeoutMs: number;
  readonly documents: DocumentOptions;
}

export interface DocumentOptions {
  /** By what clients send instead of them. */
  readonly trusted: Readonly<Record<string, string>>;
  readonly trustedOnly: boolean;
  readonly automatic: boolean;
}

export type Upstream =
  /** The embedded Cloudflare: demonstration data. */
  | { readonly kind: 'embedded' }
  | { readonly kind: 'cloudflare'; readonly baseUrl: string; readonly apiToken: string | null };

/** Every problem at once, a line each: the setting, what was expected, what was found. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  /** The settings given as flags, by the names of their environment variables. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Reads flags; throws a `ConfigError` for one that does not exist or lacks its value. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const names = SETTINGS.flatMap(namesOf);
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
    ...Object.fromEntries(names.map((name) => [flagOf(name), { type: 'string' }])),
  };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    // Node would quote it, and it may be a secret whose flag was forgotten.
    if (positionals.length > 0) throw new Error(`Expected flags and their values, ${FOUND_HIDDEN}`);
    const settings = names.flatMap((name) => {
      const value = values[flagOf(name)];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    return {
      help: values['help'] === true,
      version: values['version'] === true,
      settings: Object.fromEntries(settings),
    };
  } catch (error) {
    throw new ConfigError([error instanceof Error ? error.message : String(error)]);
  }
}

/** A secret may also be in a file, as container platforms mount them. */
function namesOf({ name, secret = false }: Setting): readonly string[] {
  return secret ? [name, `${name}_FILE`] : [name];
}

const FOUND_HIDDEN = 'found something else (not shown: it may be a secret)';
const PATH = /^\.{0,2}\//;

type Variables = Readonly<Record<string, string | undefined>>;
/** A file's text; throws where it cannot be read. */
type ReadFile = (path: string) => string;

/**
 * Reads all settings, or throws a `ConfigError` with every problem. An empty
 * value is none: container platforms set variables to nothing to unset them.
 */
export function readConfig(from: Variables, readFile: ReadFile): Config {
  const problems: string[] = [];
  const values = Object.fromEntries(
    SETTINGS.map((setting) => [setting.name, readSetting(setting, from, readFile, problems)]),
  ) as SettingValues;
  const kind = values.UPSTREAM ?? defaultKind(from);
  const upstream: Upstream =
    kind === 'embedded'
      ? { kind }
      : {
          kind,
          baseUrl: set(values.CLOUDFLARE_BASE_URL, ''),
          apiToken: values.CLOUDFLARE_API_TOKEN,
        };

  const apiKeyHashes = values.GATEWAY_API_KEYS ?? [];
  const jwt = jwtOf(values, problems);
  requireClosedDoor(upstream, values, apiKeyHashes.length > 0 || jwt !== null, problems);
  const documents = {
    trusted: trustedDocuments(values, readFile, problems),
    trustedOnly: set(values.TRUSTED_DOCUMENTS_ONLY, false),
    automatic: set(values.AUTOMATIC_PERSISTED_QUERIES, false),
  };
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host: set(values.HOST, ''),
    port: set(values.PORT, 0),
    metricsPort: values.METRICS_PORT,
    tracesUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: set(values.OTEL_SERVICE_NAME, ''),
    logLevel: set(values.LOG_LEVEL, 'info'),
    upstream,
    timeoutMs: set(values.UPSTREAM_TIMEOUT_MS, 0),
    cacheTtlMs: set(values.CACHE_TTL_MS, 0),
    apiKeyHashes,
    jwt,
    corsOrigins: values.CORS_ORIGINS ?? [],
    graphiql: set(values.GRAPHIQL, false),
    introspection: set(values.INTROSPECTION, false),
    maxCost: set(values.MAX_COST, 0),
    operationTimeoutMs: set(values.OPERATION_TIMEOUT_MS, 0),
    documents,
  };
}

/** For what has a default: it is null only where it was wrong, which is a problem already. */
function set<T>(value: T | null, wrong: T): T {
  return value ?? wrong;
}

function readSetting(setting: Setting, from: Variables, readFile: ReadFile, problems: string[]) {
  const { name, fallback, expected, parse, secret = false } = setting;
  const text = textOf(setting, from, readFile, problems) ?? fallback;
  if (text === null) return null;
  const value = parse(text);
  if (value === null) {
    const found = secret ? FOUND_HIDDEN : `found ${quote(text)}`;
    problems.push(`${name}: expected ${expected}, ${found}`);
  }
  return value;
}

function textOf(
  { name, secret = false }: Setting,
  from: Variables,
  readFile: ReadFile,
  problems: string[],
) {
  const text = from[name] || null;
  const path = (secret && from[`${name}_FILE`]) || null;
  if (path === null) return text;
  if (text !== null) {
    problems.push(`${name}_FILE: expected ${name} to be unset beside it, found both`);
    return null;
  }
  try {
    return readFile(path).trim();
  } catch {
    // The secret itself is easily put where its file should be named.
    const found = PATH.test(path) ? `found ${quote(path)}` : FOUND_HIDDEN;
    problems.push(`${name}_FILE: expected a file that can be read, ${found}`);
    return null;
  }
}

function defaultKind(from: Variables): Upstream['kind'] {
  const isSet = ['CLOUDFLARE_BASE_URL', 'CLOUDFLARE_API_TOKEN', 'CLOUDFLARE_API_TOKEN_FILE'].some(
    (name) => from[name],
  );
  return isSet || from['NODE_ENV'] === 'production' ? 'cloudflare' : 'embedded';
}

function jwtOf(values: SettingValues, problems: string[]): JwtOptions | null {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: jwksUrl } = values;
  if (issuer === null && audience === null && jwksUrl === null) return null;
  if (issuer === null || audience === null || jwksUrl === null) {
    problems.push('JWT_ISSUER, JWT_AUDIENCE, JWT_JWKS_URL: expected all three, found some');
    return null;
  }
  const { protocol, hostname } = new URL(jwksUrl);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    problems.push(`JWT_JWKS_URL: expected https, found ${quote(jwksUrl)}`);
  }
  return { issuer, audience, jwksUrl };
}

/** Whoever reaches a gateway with a token of its own reads that token's list. */
function requireClosedDoor(
  upstream: Upstream,
  { HOST: host }: SettingValues,
  asksForCredential: boolean,
  problems: string[],
): void {
  const hasOwnToken = upstream.kind === 'cloudflare' && upstream.apiToken !== null;
  if (hasOwnToken && !asksForCredential && host !== null && !isLoopback(host)) {
    problems.push(
      'HOST: expected a loopback address such as 127.0.0.1 while CLOUDFLARE_API_TOKEN is set and ' +
        'callers need no credential (set GATEWAY_API_KEYS, or JWT_ISSUER, JWT_AUDIENCE and ' +
        `JWT_JWKS_URL), found ${quote(host)}`,
    );
  }
  if (upstream.kind === 'cloudflare' && !hasOwnToken && asksForCredential) {
    problems.push(
      'CLOUDFLARE_API_TOKEN: expected the token that keys and JWTs open, found none ' +
        "(without it, each caller's own credential goes to Cloudflare)",
    );
  }
}

function trustedDocuments(values: SettingValues, readFile: ReadFile, problems: string[]) {
  const path = values.TRUSTED_DOCUMENTS;
  if (path === null) {
    if (values.TRUSTED_DOCUMENTS_ONLY === true) {
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
    // Not there, or no JSON: the same problem as the wrong JSON.
  }
  problems.push(
    `TRUSTED_DOCUMENTS: expected a JSON file that maps hashes to documents, found ${quote(path)}`,
  );
  return {};
}

function isManifest(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((document) => typeof document === 'string')
  );
}

/** As JSON, so that control characters cannot forge lines; a URL's password and query are left out. */
function quote(text: string): string {
  return JSON.stringify(text.replace(/\/\/.*@/, '//…@').replace(/(\/\/[^?#]*[?#]).*/, '$1…'));
}
