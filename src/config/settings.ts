/** One thing that can be set: an environment variable, a flag, and for secrets a file. */
export interface Setting<T = unknown> {
  readonly name: string;
  readonly fallback: string | null;
  /** Where the default depends on other settings: what it is, in words. */
  readonly fallbackRule?: string;
  readonly meaning: string;
  /** What a right value looks like, for the one who gave a wrong one. */
  readonly expected: string;
  /** Null for a wrong value. */
  readonly parse: (text: string) => T | null;
  /** Its value is never printed, and `…_FILE` may name a file that holds it. */
  readonly secret?: boolean;
}

const HOST = /^[0-9A-Za-z.:[\]_-]+$/;
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;
const SHA_256 = /^[0-9a-f]{64}$/i;
const LOG_LEVELS = ['silent', 'error', 'warn', 'info'] as const;

/** All settings, in the order of the documents. */
export const SETTINGS = [
  {
    name: 'HOST',
    fallback: '127.0.0.1',
    meaning: 'address to listen on',
    expected: 'a host name or address',
    parse: (text: string) => (HOST.test(text) ? text : null),
  },
  {
    name: 'PORT',
    fallback: '4000',
    meaning: 'port to listen on; 0 takes a free one',
    ...wholeNumber(0, 65_535),
  },
  {
    name: 'UPSTREAM',
    fallback: null,
    fallbackRule:
      'embedded; cloudflare where CLOUDFLARE_BASE_URL or CLOUDFLARE_API_TOKEN is set, or ' +
      'NODE_ENV=production',
    meaning: 'which Cloudflare API: embedded (a demonstration) or cloudflare',
    ...oneOf(['embedded', 'cloudflare']),
  },
  {
    name: 'CLOUDFLARE_BASE_URL',
    fallback: 'https://api.cloudflare.com/client/v4',
    meaning: "where Cloudflare's API is, as in Cloudflare's SDKs",
    ...httpUrl(),
  },
  {
    name: 'CLOUDFLARE_API_TOKEN',
    fallback: null,
    meaning:
      "the gateway's own token, used for every caller who shows a key or a JWT. Without it, each " +
      "caller's own credential goes to Cloudflare",
    expected: 'a bearer token (letters, digits, -._~+/)',
    parse: (text: string) => (BEARER_TOKEN.test(text) ? text : null),
    secret: true,
  },
  {
    name: 'UPSTREAM_TIMEOUT_MS',
    fallback: '10000',
    meaning: 'how long one attempt upstream may take, in milliseconds',
    ...wholeNumber(1, 600_000),
  },
  {
    name: 'CACHE_TTL_MS',
    fallback: '5000',
    meaning:
      'how long a page may be served again to the same credential, in milliseconds; 0 turns it off',
    ...wholeNumber(0, 3_600_000),
  },
  {
    name: 'GATEWAY_API_KEYS',
    fallback: null,
    meaning:
      'SHA-256 hashes of the keys that callers may show to use the own token: hexadecimal, ' +
      'separated by commas',
    expected: 'SHA-256 hashes in hexadecimal, separated by commas',
    parse: (text: string) =>
      listOf(text, (item) => (SHA_256.test(item) ? item.toLowerCase() : null)),
    secret: true,
  },
  {
    name: 'JWT_ISSUER',
    fallback: null,
    meaning: 'who signs the JWTs that callers may show to use the own token: their "iss"',
    expected: 'a text',
    parse: (text: string) => text,
  },
  {
    name: 'JWT_AUDIENCE',
    fallback: null,
    meaning: 'whom those JWTs are for: their "aud"',
    expected: 'a text',
    parse: (text: string) => text,
  },
  {
    name: 'JWT_JWKS_URL',
    fallback: null,
    meaning: "where the issuer's public keys are; https, unless it is a loopback address",
    ...httpUrl(),
  },
  {
    name: 'CORS_ORIGINS',
    fallback: null,
    meaning: 'origins whose pages may read answers, separated by commas',
    expected: 'origins such as https://app.example.com, separated by commas',
    parse: (text: string) => listOf(text, origin),
  },
  {
    name: 'GRAPHIQL',
    fallback: 'on',
    meaning: 'whether GraphiQL is served to browsers: on or off',
    ...onOrOff(),
  },
  {
    name: 'INTROSPECTION',
    fallback: 'on',
    meaning: 'whether the schema may be asked for, and suggested in errors: on or off',
    ...onOrOff(),
  },
  {
    name: 'MAX_COST',
    fallback: '20000',
    meaning: 'the most that an operation may cost: its fields, those of a list once for each row',
    ...wholeNumber(1, 1_000_000_000),
  },
  {
    name: 'OPERATION_TIMEOUT_MS',
    fallback: '30000',
    meaning: 'how long an operation may take as a whole, in milliseconds',
    ...wholeNumber(1, 3_600_000),
  },
  {
    name: 'TRUSTED_DOCUMENTS',
    fallback: null,
    meaning: "file with documents by their hashes, as codegen's client preset writes it",
    expected: 'the path of a JSON file',
    parse: (text: string) => text,
  },
  {
    name: 'TRUSTED_DOCUMENTS_ONLY',
    fallback: 'off',
    meaning: 'whether nothing but those documents is executed: on or off',
    ...onOrOff(),
  },
  {
    name: 'AUTOMATIC_PERSISTED_QUERIES',
    fallback: 'off',
    meaning: 'whether clients may register documents by their hashes: on or off',
    ...onOrOff(),
  },
  {
    name: 'LOG_LEVEL',
    fallback: 'info',
    meaning:
      'least important line of the log: silent, error (bugs), warn (trouble upstream and limits ' +
      'spent) or info (every operation)',
    ...oneOf(LOG_LEVELS),
  },
  {
    name: 'METRICS_PORT',
    fallback: null,
    meaning: 'port of /metrics for Prometheus, on the same address; off where it is not set',
    ...wholeNumber(0, 65_535),
  },
  {
    name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
    fallback: null,
    meaning: 'OpenTelemetry collector (OTLP over HTTP) that gets traces; off where it is not set',
    ...httpUrl(),
  },
  {
    name: 'OTEL_SERVICE_NAME',
    fallback: 'cloudflare-tokens-gateway',
    meaning: 'what the gateway is called in traces',
    expected: 'a text',
    parse: (text: string) => text,
  },
] as const satisfies readonly Setting[];

type AnySetting = (typeof SETTINGS)[number];
export type SettingName = AnySetting['name'];

/** Null: not set, or wrong. */
export type SettingValues = {
  readonly [S in AnySetting as S['name']]: ReturnType<S['parse']> | null;
};

/** `UPSTREAM_TIMEOUT_MS` is `--upstream-timeout-ms`. */
export function flagOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function wholeNumber(min: number, max: number) {
  return {
    expected: `a whole number from ${min} to ${max}`,
    parse(text: string): number | null {
      const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
      return value >= min && value <= max ? value : null;
    },
  };
}

function oneOf<const T extends string>(words: readonly T[]) {
  const quoted = words.map((word) => `"${word}"`);
  return {
    expected: `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`,
    parse: (text: string): T | null => words.find((word) => word === text) ?? null,
  };
}

function onOrOff() {
  const { expected, parse } = oneOf(['on', 'off']);
  return {
    expected,
    parse(text: string): boolean | null {
      const word = parse(text);
      return word === null ? null : word === 'on';
    },
  };
}

function httpUrl() {
  return {
    expected: 'an http or https URL without credentials, query or fragment',
    /** Without the slash at the end, so that paths can follow. */
    parse(text: string): string | null {
      if (!URL.canParse(text)) return null;
      const { protocol, username, password, search, hash, href } = new URL(text);
      const isPlain = username === '' && password === '' && search === '' && hash === '';
      return isPlain && /^https?:$/.test(protocol) ? href.replace(/\/+$/, '') : null;
    },
  };
}

/** Null where one item is wrong. */
function listOf(text: string, parse: (item: string) => string | null): readonly string[] | null {
  const items = text.split(',').map((item) => parse(item.trim()));
  return items.every((item) => item !== null) ? items : null;
}

/** As browsers write it in `Origin`. */
function origin(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.origin === text ? text : null;
}
