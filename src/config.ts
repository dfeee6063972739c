import { type ParseArgsConfig, parseArgs } from 'node:util';

import { isLoopback } from './server/loopback.ts';

/** What the program was told to do. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly upstream: Upstream;
  readonly timeoutMs: number;
  readonly cacheTtlMs: number;
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

interface Setting {
  readonly name: string;
  readonly fallback: string | null;
  readonly meaning: string;
  /** Its value is never printed. */
  readonly secret?: boolean;
}

/** The settings, in the order of the documents. Each is an environment variable and a flag. */
export const SETTINGS = [
  { name: 'HOST', fallback: '127.0.0.1', meaning: 'address to listen on' },
  { name: 'PORT', fallback: '4000', meaning: 'port to listen on; 0 takes a free one' },
  {
    name: 'UPSTREAM',
    fallback: null,
    meaning:
      'which Cloudflare API: embedded or cloudflare. Default: embedded; cloudflare where ' +
      'CLOUDFLARE_BASE_URL or CLOUDFLARE_API_TOKEN is set, or NODE_ENV=production',
  },
  {
    name: 'CLOUDFLARE_BASE_URL',
    fallback: 'https://api.cloudflare.com/client/v4',
    meaning: "where Cloudflare's API is, as in Cloudflare's SDKs",
  },
  {
    name: 'CLOUDFLARE_API_TOKEN',
    fallback: null,
    meaning:
      "the gateway's own token, used for every caller; only on a loopback address. Without it, " +
      "each caller's own credential goes to Cloudflare",
    secret: true,
  },
  {
    name: 'UPSTREAM_TIMEOUT_MS',
    fallback: '10000',
    meaning: 'how long one attempt upstream may take, in milliseconds',
  },
  {
    name: 'CACHE_TTL_MS',
    fallback: '5000',
    meaning:
      'how long a page may be served again to the same credential, in milliseconds; 0 turns it off',
  },
] as const satisfies readonly Setting[];

type SettingName = (typeof SETTINGS)[number]['name'];

/** `UPSTREAM_TIMEOUT_MS` is `--upstream-timeout-ms`. */
export function flagOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

export interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  /** The settings given as flags, by the names of their environment variables. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Reads flags; throws a `ConfigError` for one that does not exist or lacks its value. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const options: NonNullable<ParseArgsConfig['options']> = {
    help: { type: 'boolean' },
    version: { type: 'boolean' },
    ...Object.fromEntries(SETTINGS.map(({ name }) => [flagOf(name), { type: 'string' }])),
  };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const settings = SETTINGS.flatMap(({ name }) => {
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

/**
 * Reads all settings, or throws a `ConfigError` with every problem. An empty
 * value is none: container platforms set variables to nothing to unset them.
 */
export function readConfig(from: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];

  function read<T>(
    name: SettingName,
    expected: string,
    parse: (text: string) => T | null,
  ): T | null {
    const setting: Setting | undefined = SETTINGS.find((candidate) => candidate.name === name);
    const text = from[name] || (setting?.fallback ?? null);
    if (text === null) return null;
    const value = parse(text);
    if (value === null) {
      const found = setting?.secret
        ? 'something else (not shown: it may be a secret)'
        : quote(text);
      problems.push(`${name}: expected ${expected}, found ${found}`);
    }
    return value;
  }

  const host = read('HOST', 'a host name or address', (text) => (HOST.test(text) ? text : null));
  const port = read('PORT', 'a whole number from 0 to 65535', (text) =>
    wholeNumber(text, 0, 65_535),
  );
  const kind = read('UPSTREAM', '"embedded" or "cloudflare"', upstreamKind) ?? defaultKind(from);
  const baseUrl = read('CLOUDFLARE_BASE_URL', BASE_URL_FORM, readBaseUrl);
  const apiToken = read(
    'CLOUDFLARE_API_TOKEN',
    'a bearer token (letters, digits, -._~+/)',
    (text) => (BEARER_TOKEN.test(text) ? text : null),
  );
  const timeoutMs = read('UPSTREAM_TIMEOUT_MS', 'a whole number from 1 to 600000', (text) =>
    wholeNumber(text, 1, 600_000),
  );
  const cacheTtlMs = read('CACHE_TTL_MS', 'a whole number from 0 to 3600000', (text) =>
    wholeNumber(text, 0, 3_600_000),
  );

  if (kind === 'cloudflare' && apiToken !== null && host !== null && !isLoopback(host)) {
    problems.push(
      'HOST: expected a loopback address such as 127.0.0.1 while CLOUDFLARE_API_TOKEN is set, since ' +
        `whoever reaches the gateway could read that token's list, found ${quote(host)}`,
    );
  }
  // What could not be read is null and has a problem of its own.
  if (
    problems.length > 0 ||
    host === null ||
    port === null ||
    baseUrl === null ||
    timeoutMs === null ||
    cacheTtlMs === null
  ) {
    throw new ConfigError(problems);
  }
  const upstream: Upstream = kind === 'embedded' ? { kind } : { kind, baseUrl, apiToken };
  return { host, port, upstream, timeoutMs, cacheTtlMs };
}

const HOST = /^[0-9A-Za-z.:[\]_-]+$/;
const BEARER_TOKEN = /^[\w.~+/-]+=*$/;
const BASE_URL_FORM = 'an http or https URL without credentials, query or fragment';

function wholeNumber(text: string, min: number, max: number): number | null {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : null;
}

function upstreamKind(text: string): Upstream['kind'] | null {
  return text === 'embedded' || text === 'cloudflare' ? text : null;
}

function defaultKind(from: Readonly<Record<string, string | undefined>>): Upstream['kind'] {
  const isSet = from['CLOUDFLARE_BASE_URL'] || from['CLOUDFLARE_API_TOKEN'];
  return isSet || from['NODE_ENV'] === 'production' ? 'cloudflare' : 'embedded';
}

/** Without the slash at the end, so that paths can follow. */
function readBaseUrl(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, search, hash, href } = new URL(text);
  const isPlain = username === '' && password === '' && search === '' && hash === '';
  return isPlain && /^https?:$/.test(protocol) ? href.replace(/\/+$/, '') : null;
}

/** As JSON, so that control characters cannot forge lines; a URL's password is left out. */
function quote(text: string): string {
  return JSON.stringify(text.replace(/\/\/[^/]*@/, '//…@'));
}
