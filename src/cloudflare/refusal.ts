import { type CloudflareAnswer, Failure, type FailureCode } from '../model/failure.ts';

/** Cloudflare blocks for five minutes (documented); used where it does not say how long. */
const BLOCK_SECONDS = 300;

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
export function refusal(
  cloudflare: CloudflareAnswer,
  retryAfter: string | null,
  nowMs: number,
): Failure {
  const code = codeOf(cloudflare);
  const said = saying(cloudflare);
  if (code !== 'RATE_LIMITED')
    return new Failure(code, `${SENTENCES[code]}${said}`, { cloudflare });
  const seconds = secondsUntil(retryAfter, nowMs) ?? BLOCK_SECONDS;
  const message = `Cloudflare's rate limit is spent; try again in ${seconds} s${said}`;
  return new Failure(code, message, { cloudflare, retryAfter: seconds });
}

type RefusalCode = Extract<
  FailureCode,
  'RATE_LIMITED' | 'UPSTREAM_UNAVAILABLE' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'UPSTREAM_ERROR'
>;

const SENTENCES: Readonly<Record<Exclude<RefusalCode, 'RATE_LIMITED'>, string>> = {
  UPSTREAM_UNAVAILABLE: 'Cloudflare is unavailable',
  UNAUTHENTICATED: 'Cloudflare does not accept this credential',
  FORBIDDEN: 'Cloudflare does not let this credential read API tokens',
  UPSTREAM_ERROR: 'Cloudflare answered with an error',
};

function codeOf({ status, errors }: CloudflareAnswer): RefusalCode {
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

/** `Retry-After` is seconds or an HTTP date (RFC 9110, 10.2.3); null where it is neither. */
function secondsUntil(retryAfter: string | null, nowMs: number): number | null {
  if (retryAfter === null) return null;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter);
  const atMs = Date.parse(retryAfter);
  return Number.isNaN(atMs) ? null : Math.max(0, Math.ceil((atMs - nowMs) / 1000));
}
