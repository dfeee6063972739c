import { type CloudflareAnswer, Failure, type FailureCode } from '../../model/failure.ts';

/** Cloudflare blocks for five minutes (documented); used where it does not say how long. */
const BLOCK_SECONDS = 300;

/** No block that Cloudflare documents is longer; what asks for years is a mistake somewhere. */
const MAX_BLOCK_SECONDS = 3_600;

/** 971 and 10100: the API's limit, at any HTTP status; 1015: the edge's. All observed or documented. */
const RATE_LIMIT_CODES = [971, 10100, 1015];

/**
 * Codes that speak of the credential itself. 6003: malformed header; 9103:
 * unknown key; 9106: no credential; 1000: `Invalid API Token`.
 */
const CREDENTIAL_CODES = [6003, 9103, 9106, 1000];

/**
 * 9109 says both "who are you" and "you may not"; only its message tells them
 * apart. These two are about the credential, every other about permission.
 */
const CREDENTIAL_MESSAGES = /^(Invalid access token|Max auth failures reached)/;

/** Turns an answer that is not a success into the failure that clients see. */
export function apiError(
  cloudflare: CloudflareAnswer,
  retryAfter: string | null,
  nowMs: number,
): Failure {
  const code = codeOf(cloudflare);
  const said = saying(cloudflare);
  const wanted = secondsUntil(retryAfter, nowMs);
  if (code === 'RATE_LIMITED') {
    const seconds = wanted ?? BLOCK_SECONDS;
    const message = `Cloudflare's rate limit is spent; try again in ${seconds} s${said}`;
    return new Failure(code, message, { cloudflare, retryAfter: seconds, isTransient: true });
  }
  const isTransient = code === 'UPSTREAM_UNAVAILABLE';
  const retry = isTransient && wanted !== null ? { retryAfter: wanted } : {};
  return new Failure(code, `${SENTENCES[code]}${said}`, { cloudflare, isTransient, ...retry });
}

type ApiErrorCode = Extract<
  FailureCode,
  'RATE_LIMITED' | 'UPSTREAM_UNAVAILABLE' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'UPSTREAM_ERROR'
>;

const SENTENCES: Readonly<Record<Exclude<ApiErrorCode, 'RATE_LIMITED'>, string>> = {
  UPSTREAM_UNAVAILABLE: 'Cloudflare is unavailable',
  UNAUTHENTICATED: 'Cloudflare does not accept this credential',
  FORBIDDEN: 'Cloudflare does not let this credential read API tokens',
  UPSTREAM_ERROR: 'Cloudflare answered with an error',
};

function codeOf({ status, errors }: CloudflareAnswer): ApiErrorCode {
  const has = (codes: readonly number[]) => errors.some(({ code }) => codes.includes(code));
  if (status === 429 || has(RATE_LIMIT_CODES)) return 'RATE_LIMITED';
  if (status >= 500) return 'UPSTREAM_UNAVAILABLE';
  if (status === 401 || has(CREDENTIAL_CODES)) return 'UNAUTHENTICATED';
  if (errors.some(({ message }) => CREDENTIAL_MESSAGES.test(message))) return 'UNAUTHENTICATED';
  return status === 403 || has([9109]) ? 'FORBIDDEN' : 'UPSTREAM_ERROR';
}

function saying({ status, errors }: CloudflareAnswer): string {
  const [first] = errors;
  return first ? `: ${first.message} (${first.code}).` : ` (HTTP ${status}).`;
}

/** `Retry-After` is seconds or an HTTP date (RFC 9110, 10.2.3); null where it is neither, or absurd. */
function secondsUntil(retryAfter: string | null, nowMs: number): number | null {
  if (retryAfter === null) return null;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : Math.ceil((dateOf(retryAfter) - nowMs) / 1_000);
  return seconds <= MAX_BLOCK_SECONDS ? Math.max(0, seconds) : null;
}

/** NaN for what is no HTTP date: `Date.parse` alone would take "-1" or "1.5" for one. */
function dateOf(text: string): number {
  return /^[A-Z][a-z]{2}.* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
