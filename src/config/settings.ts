import { GATEWAY_DEFAULTS, PROGRAM_DEFAULTS } from './defaults.ts';
import {
  anyText,
  type Format,
  httpUrl,
  matching,
  oneOf,
  onOrOff,
  origins,
  redisUrl,
  sha256Hashes,
  wholeNumber,
} from './formats.ts';

/** A setting is an environment variable and a flag; a secret may also be in a file. */
export interface Setting<T = unknown> extends Format<T> {
  readonly name: string;
  /** The default as the text that a user would set; null if there is none. */
  readonly defaultText: string | null;
  /** Describes a default that depends on other settings. */
  readonly defaultRule?: string;
  readonly meaning: string;
  /** The value is never printed, and `…_FILE` may name a file that contains it. */
  readonly secret?: boolean;
}

/** All settings, in the order of the documents. */
export const SETTINGS = [
  {
    name: 'HOST',
    defaultText: PROGRAM_DEFAULTS.host,
    meaning: 'address to listen on',
    ...matching(/^[0-9A-Za-z.:[\]_-]+$/, 'a host name or address'),
  },
  {
    name: 'PORT',
    defaultText: String(PROGRAM_DEFAULTS.port),
    meaning: 'port to listen on; 0 takes a free one',
    ...wholeNumber(0, 65_535),
  },
  {
    name: 'UPSTREAM',
    defaultText: null,
    defaultRule:
      'cloudflare if CLOUDFLARE_BASE_URL or CLOUDFLARE_API_TOKEN is set or NODE_ENV=production; ' +
      'otherwise embedded',
    meaning:
      'which Cloudflare API to use: embedded (a demonstration with made-up data) or cloudflare',
    ...oneOf(['embedded', 'cloudflare']),
  },
  {
    name: 'CLOUDFLARE_BASE_URL',
    defaultText: GATEWAY_DEFAULTS.baseUrl,
    meaning:
      "base URL of Cloudflare's API, as in Cloudflare's SDKs; https, unless it is a loopback address",
    ...httpUrl(),
  },
  {
    name: 'CLOUDFLARE_API_TOKEN',
    defaultText: null,
    meaning:
      'the gateway token, used for every caller that sends an API key or a JWT. Without it, each ' +
      "caller's own credential goes to Cloudflare",
    ...matching(/^[\w.~+/-]+=*$/, 'a bearer token (letters, digits, -._~+/)'),
    secret: true,
  },
  {
    name: 'UPSTREAM_TIMEOUT_MS',
    defaultText: String(GATEWAY_DEFAULTS.upstreamTimeoutMs),
    meaning: 'time limit of one call to Cloudflare, in milliseconds; each retry has its own',
    ...wholeNumber(1, 600_000),
  },
  {
    name: 'CACHE_TTL_MS',
    defaultText: String(GATEWAY_DEFAULTS.cacheTtlMs),
    meaning:
      'how long a page may be served from the cache to the same credential, in milliseconds; 0 ' +
      'turns the cache off',
    ...wholeNumber(0, 3_600_000),
  },
  {
    name: 'REDIS_URL',
    defaultText: null,
    meaning:
      'Redis or Valkey by which replicas share the count of calls, blocks and rejected credentials; ' +
      'unset: each replica counts for itself',
    ...redisUrl(),
    secret: true,
  },
  {
    name: 'REPLICAS',
    defaultText: String(GATEWAY_DEFAULTS.replicas),
    meaning: 'how many replicas share REDIS_URL, at most at the same time',
    ...wholeNumber(1, 60),
  },
  {
    name: 'GATEWAY_API_KEYS',
    defaultText: null,
    meaning:
      'SHA-256 hashes of the API keys with which callers may use the gateway token: hexadecimal, ' +
      'separated by commas or line breaks',
    ...sha256Hashes(),
    secret: true,
  },
  {
    name: 'JWT_ISSUER',
    defaultText: null,
    meaning: 'issuer ("iss") of the JWTs with which callers may use the gateway token',
    ...anyText(),
  },
  {
    name: 'JWT_AUDIENCE',
    defaultText: null,
    meaning: 'audience ("aud") of those JWTs',
    ...anyText(),
  },
  {
    name: 'JWT_JWKS_URL',
    defaultText: null,
    meaning: "URL of the issuer's public keys; https, unless it is a loopback address",
    ...httpUrl(),
  },
  {
    name: 'CORS_ORIGINS',
    defaultText: null,
    meaning: 'origins whose pages may read responses, separated by commas',
    ...origins(),
  },
  {
    name: 'GRAPHIQL',
    defaultText: null,
    defaultRule: 'off if NODE_ENV=production; otherwise on',
    meaning: 'whether browsers get GraphiQL: on or off',
    ...onOrOff(),
  },
  {
    name: 'INTROSPECTION',
    defaultText: switchText(GATEWAY_DEFAULTS.introspection),
    meaning: 'whether clients may read the schema, and errors suggest its names: on or off',
    ...onOrOff(),
  },
  {
    name: 'MAX_COST',
    defaultText: String(GATEWAY_DEFAULTS.limits.cost),
    meaning:
      'highest cost of an operation: its number of fields, those of a list once for each row',
    ...wholeNumber(1, 1_000_000_000),
  },
  {
    name: 'MAX_RESPONSE_BYTES',
    defaultText: String(GATEWAY_DEFAULTS.limits.responseBytes),
    meaning: 'length of the longest answer to an operation, in bytes',
    ...wholeNumber(10_000, 1_000_000_000),
  },
  {
    name: 'OPERATION_TIMEOUT_MS',
    defaultText: String(GATEWAY_DEFAULTS.operationTimeoutMs),
    meaning: 'time limit of a whole operation, in milliseconds',
    ...wholeNumber(1, 3_600_000),
  },
  {
    name: 'TRUSTED_DOCUMENTS',
    defaultText: null,
    meaning:
      "JSON file that maps hashes to trusted documents, as codegen's client preset writes it",
    ...anyText('the path of a JSON file'),
  },
  {
    name: 'TRUSTED_DOCUMENTS_ONLY',
    defaultText: switchText(GATEWAY_DEFAULTS.documents.trustedOnly),
    meaning: 'whether only trusted documents are executed: on or off',
    ...onOrOff(),
  },
  {
    name: 'AUTOMATIC_PERSISTED_QUERIES',
    defaultText: switchText(GATEWAY_DEFAULTS.documents.automatic),
    meaning: 'whether clients may register documents by their hashes: on or off',
    ...onOrOff(),
  },
  {
    name: 'LOG_LEVEL',
    defaultText: PROGRAM_DEFAULTS.logLevel,
    meaning:
      'least severe level in the log: silent, error (bugs), warn (upstream failures and spent ' +
      'limits) or info (every operation)',
    ...oneOf(['silent', 'error', 'warn', 'info']),
  },
  {
    name: 'METRICS_PORT',
    defaultText: null,
    meaning:
      'port of /metrics for Prometheus, on the same address; 0 takes a free one; unset: no metrics',
    ...wholeNumber(0, 65_535),
  },
  {
    name: 'REQUEST_TIMEOUT_MS',
    defaultText: String(PROGRAM_DEFAULTS.requestTimeoutMs),
    meaning: 'how long a request, with head and body, may take to arrive, in milliseconds',
    ...wholeNumber(1, 3_600_000),
  },
  {
    name: 'SEND_TIMEOUT_MS',
    defaultText: String(PROGRAM_DEFAULTS.sendTimeoutMs),
    meaning: 'how long a caller may read nothing of its response, in milliseconds',
    ...wholeNumber(1, 3_600_000),
  },
  {
    name: 'KEEP_ALIVE_TIMEOUT_MS',
    defaultText: String(PROGRAM_DEFAULTS.keepAliveTimeoutMs),
    meaning:
      'how long a connection may be idle, in milliseconds; longer than a proxy in front keeps its ' +
      'idle connections, or it answers 502 now and then',
    ...wholeNumber(1, 3_600_000),
  },
  {
    name: 'MAX_CONNECTIONS',
    defaultText: String(PROGRAM_DEFAULTS.maxConnections),
    meaning:
      'highest number of connections; one more takes the place of the one that was idle longest',
    ...wholeNumber(1, 1_000_000),
  },
  {
    name: 'DRAIN_DELAY_MS',
    defaultText: String(PROGRAM_DEFAULTS.drainDelayMs),
    meaning:
      'how long the gateway still accepts requests after SIGTERM or SIGINT, in milliseconds: load ' +
      'balancers need it to read 503 from /ready and go elsewhere',
    ...wholeNumber(0, 600_000),
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    defaultText: null,
    meaning: 'OpenTelemetry collector (OTLP over HTTP) to send traces to; unset: no traces',
    ...httpUrl(),
  },
  {
    name: 'OTEL_SERVICE_NAME',
    defaultText: PROGRAM_DEFAULTS.serviceName,
    meaning: 'name of the gateway in traces',
    ...anyText(),
  },
] as const satisfies readonly Setting[];

type AnySetting = (typeof SETTINGS)[number];
type ValueOf<S extends AnySetting> = NonNullable<ReturnType<S['parse']>>;

/** The settings without a wrong one: null only where there is no default. */
export type SettingValues = {
  readonly [S in AnySetting as S['name']]: S extends { readonly defaultText: string }
    ? ValueOf<S>
    : ValueOf<S> | null;
};

/** `UPSTREAM_TIMEOUT_MS` is `--upstream-timeout-ms`. */
export function flagOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function switchText(isOn: boolean): string {
  return isOn ? 'on' : 'off';
}
