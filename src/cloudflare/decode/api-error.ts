import { type CloudflareErrorResponse, Failure, type FailureCode } from '../../model/failure.ts';

/** Cloudflare blocks for five minutes (documented). Used if the response does not say how long. */
const BLOCK_SECONDS = 300;

/** No block that Cloudflare documents is longer. A longer `Retry-After` is taken for a mistake. */
const MAX_BLOCK_SECONDS = 3_600;

/** 971 and 10100: the API's limit, with any HTTP status; 1015: the edge's. All observed or documented. */
const RATE_LIMIT_CODES = [971, 10100, 1015];

/**
 * Codes about the credential itself. 6003: malformed header; 9103: unknown key; 9106: no
 * credential; 1000: `Invalid API Token`.
 */
const CREDENTIAL_CODES = [6003, 9103, 9106, 1000];

/**
 * Cloudflare uses code 9109 both for invalid credentials and for missing permissions. Only the
 * message tells them apart: these two are about the credential, all others about permissions.
 */
const CREDENTIAL_MESSAGES = /^(Invalid access token|Max auth failures reached)/;

/** Turns an error response into the failure that clients see. */
export function apiError(
  cloudflare: CloudflareErrorResponse,
  retryAfter: string | null,
  nowMs: number,
): Failure {
  const code = failureCodeOf(cloudflare);
  const quoted = quoteFirst(cloudflare);
  const retryAfterSeconds = parseRetryAfter(retryAfter, nowMs);
  if (code === 'RATE_LIMITED') {
    const seconds = retryAfterSeconds ?? BLOCK_SECONDS;
    const message = `Cloudflare's rate limit is spent; try again in ${seconds} s${quoted}`;
    return new Failure(code, message, { cloudflare, retryAfter: seconds, isTransient: true });
  }
  const isTransient = code === 'UPSTREAM_UNAVAILABLE';
  return new Failure(code, `${SENTENCES[code]}${quoted}`, {
    cloudflare,
    isTransient,
    ...(isTransient && retryAfterSeconds !== null && { retryAfter: retryAfterSeconds }),
  });
}

/** A 404 inside Cloudflare's envelope. A 404 without one comes from something that is not this API. */
export function isNotFound({ cloudflare }: Failure): boolean {
  return cloudflare?.status === 404 && cloudflare.errors.length > 0;
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

function failureCodeOf({ status, errors }: CloudflareErrorResponse): ApiErrorCode {
  const has = (codes: readonly number[]) => errors.some(({ code }) => codes.includes(code));
  if (status === 429 || has(RATE_LIMIT_CODES)) return 'RATE_LIMITED';
  if (status >= 500) return 'UPSTREAM_UNAVAILABLE';
  if (status === 401 || has(CREDENTIAL_CODES)) return 'UNAUTHENTICATED';
  if (errors.some(({ message }) => CREDENTIAL_MESSAGES.test(message))) return 'UNAUTHENTICATED';
  return status === 403 || has([9109]) ? 'FORBIDDEN' : 'UPSTREAM_ERROR';
}

/** Cloudflare's first error, or the status if there is none. */
function quoteFirst({ status, errors }: CloudflareErrorResponse): string {
  const [first] = errors;
  return first ? `: ${first.message} (${first.code}).` : ` (HTTP ${status}).`;
}

/** In seconds; the header is seconds or an HTTP date (RFC 9110, 10.2.3). Null if it is neither, or too long. */
function parseRetryAfter(retryAfter: string | null, nowMs: number): number | null {
  if (retryAfter === null) return null;
  const seconds = /^\d+$/.test(retryAfter)
    ? Number(retryAfter)
    : Math.ceil((parseHttpDate(retryAfter) - nowMs) / 1_000);
  return seconds <= MAX_BLOCK_SECONDS ? Math.max(0, seconds) : null;
}

/** NaN for anything but an HTTP date. `Date.parse` alone would accept "-1" and "1.5". */
function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]{2}.* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
