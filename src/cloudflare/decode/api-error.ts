import type { TokenFamily } from '../../model/credential.ts';
import {
  type CloudflareErrorResponse,
  type CloudflareNotice,
  Failure,
  type FailureCode,
} from '../../model/failure.ts';
import { parseRetryAfter } from './retry-after.ts';

/** Cloudflare blocks for five minutes (documented). Used if the response does not say how long. */
const BLOCK_SECONDS = 300;

/** 971 and 10100: the API's limit, with any HTTP status; 1015: the edge's. All observed or documented. */
const RATE_LIMIT_CODES = [971, 10100, 1015];

/**
 * Codes about the credential itself. 6003, and its causes 6102, 6103 and 6111: malformed header;
 * 9103: unknown key; 9106: no credential; 1000: `Invalid API Token`.
 */
const CREDENTIAL_CODES = [6003, 6102, 6103, 6111, 9103, 9106, 1000];

/**
 * Cloudflare uses code 9109 both for invalid credentials and for missing permissions. Only the
 * message tells them apart: this one is about the credential, all others but the next are about permissions.
 */
const CREDENTIAL_MESSAGES = /^Invalid access token/;

/** Seen with code 9109 at 403, after many rejected credentials: a block of every credential. */
const AUTH_BLOCK_MESSAGE = /^Max auth failures reached/;

/**
 * Both codes have other meanings on other endpoints, so the message must agree. At 403,
 * `Authentication error` means a missing permission.
 */
const AUTHENTICATION_CODES = [10000, 10001];

/** Server errors that may be over a moment later. Not among them: 525 and 526, an invalid certificate. */
const TRANSIENT_STATUSES = [500, 502, 503, 504, 520, 521, 522, 523, 524];

/** Turns an error response into the failure that clients see. */
export function apiError(
  cloudflare: CloudflareErrorResponse,
  retryAfter: string | null,
  nowMs: number,
  logDetail?: string,
): Failure {
  const code = failureCodeOf(cloudflare);
  const quoted = `${quoteFirst(cloudflare.errors) || ` (HTTP ${cloudflare.status})`}.`;
  const details = { cloudflare, ...(logDetail !== undefined && { logDetail }) };
  const retryAfterSeconds = parseRetryAfter(retryAfter, nowMs);
  if (code === 'RATE_LIMITED') {
    const seconds = retryAfterSeconds ?? BLOCK_SECONDS;
    const isAuthBlock = blocksCredentials(cloudflare);
    const cause = isAuthBlock
      ? 'Cloudflare has rejected too many credentials'
      : "Cloudflare's rate limit is spent";
    const message = `${cause}; try again in ${seconds} s${quoted}`;
    // One more attempt would be one more failure that Cloudflare counts.
    const isTransient = !isAuthBlock;
    return new Failure(code, message, { ...details, retryAfter: seconds, isTransient });
  }
  if (code === 'UPSTREAM_UNAVAILABLE') {
    return new Failure(code, `Cloudflare is unavailable${quoted}`, {
      ...details,
      isTransient: TRANSIENT_STATUSES.includes(cloudflare.status),
      ...(retryAfterSeconds !== null && { retryAfter: retryAfterSeconds }),
    });
  }
  const family = code === 'FORBIDDEN' ? wantedFamily(cloudflare) : null;
  const sentence = family === null ? SENTENCES[code] : wrongFamily(family);
  return new Failure(code, `${sentence}${quoted}`, details);
}

/** Seen at 400 and 404 for an id that Cloudflare cannot route, such as a malformed one. */
const UNROUTABLE_CODES = [7000, 7003];

/**
 * Whether Cloudflare's envelope says that there is no such thing. An answer without the envelope
 * comes from something that is not this API.
 */
export function isNotFound({ code, cloudflare }: Failure): boolean {
  if (code !== 'UPSTREAM_ERROR' || cloudflare === undefined) return false;
  const { status, errors } = cloudflare;
  return (
    (status === 404 && errors.length > 0) || (status === 400 && has(cloudflare, UNROUTABLE_CODES))
  );
}

/** Also in answers that are not the envelope. */
export function isRateLimited(cloudflare: CloudflareErrorResponse): boolean {
  return cloudflare.status === 429 || has(cloudflare, RATE_LIMIT_CODES);
}

/** Whether Cloudflare checks no credential for a while, since it has rejected too many. */
export function isAuthBlock({ code, cloudflare }: Failure): boolean {
  return code === 'RATE_LIMITED' && cloudflare !== undefined && blocksCredentials(cloudflare);
}

function blocksCredentials({ errors }: CloudflareErrorResponse): boolean {
  return errors.some(({ message }) => AUTH_BLOCK_MESSAGE.test(message));
}

/** An error that a page beyond the end of a list may have: about the request, not about the caller. */
export function isPageError({ code, cloudflare }: Failure): boolean {
  const status = cloudflare?.status ?? 0;
  return code === 'UPSTREAM_ERROR' && status >= 400 && status < 500;
}

type ApiErrorCode = Extract<
  FailureCode,
  'RATE_LIMITED' | 'UPSTREAM_UNAVAILABLE' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'UPSTREAM_ERROR'
>;

const SENTENCES = {
  UNAUTHENTICATED: 'Cloudflare does not accept this credential',
  FORBIDDEN: 'Cloudflare does not let this credential read API tokens',
  UPSTREAM_ERROR: 'Cloudflare answered with an error',
} as const;

function failureCodeOf(cloudflare: CloudflareErrorResponse): ApiErrorCode {
  const { status, errors } = cloudflare;
  if (isRateLimited(cloudflare) || blocksCredentials(cloudflare)) return 'RATE_LIMITED';
  if (status >= 500) return 'UPSTREAM_UNAVAILABLE';
  if (wantedFamily(cloudflare) !== null) return 'FORBIDDEN';
  if (status === 401 || has(cloudflare, CREDENTIAL_CODES)) return 'UNAUTHENTICATED';
  if (errors.some((error) => isAboutCredential(error, status))) return 'UNAUTHENTICATED';
  return status === 403 || has(cloudflare, [9109]) ? 'FORBIDDEN' : 'UPSTREAM_ERROR';
}

function has({ errors }: CloudflareErrorResponse, codes: readonly number[]): boolean {
  return errors.some(({ code }) => codes.includes(code));
}

function isAboutCredential({ code, message }: CloudflareNotice, status: number): boolean {
  if (CREDENTIAL_MESSAGES.test(message)) return true;
  if (!AUTHENTICATION_CODES.includes(code)) return false;
  if (message.startsWith('Authentication error')) return status !== 403;
  return message.startsWith('Unable to authenticate request');
}

const OTHER_FAMILY: Readonly<Record<TokenFamily, TokenFamily>> = {
  user: 'account',
  account: 'user',
};

/** Observed with code 9109 at 403. */
const MISSING_FAMILY = /^Valid (user|account)-level authentication not found/;
/** Observed with codes 1001 and 1011 at 400: `… endpoint does not support account owned tokens.` */
const UNSUPPORTED_FAMILY = /does not support (user|account)[ -]owned tokens/;

/** The family that Cloudflare wants instead of the credential's own; null if it names none. */
function wantedFamily({ errors }: CloudflareErrorResponse): TokenFamily | null {
  for (const { message } of errors) {
    const [, missing] = MISSING_FAMILY.exec(message) ?? [];
    if (missing !== undefined) return missing as TokenFamily;
    const [, unsupported] = UNSUPPORTED_FAMILY.exec(message) ?? [];
    if (unsupported !== undefined) return OTHER_FAMILY[unsupported as TokenFamily];
  }
  return null;
}

/** Observed: the credential's condition refuses the gateway's address. */
const REFUSED_ADDRESS = /^Cannot use the access token from location/;

/** Whether an API error names its reason: the other family, or the address. */
export function saysWhy(cloudflare: CloudflareErrorResponse): boolean {
  const isAboutAddress = cloudflare.errors.some(({ message }) => REFUSED_ADDRESS.test(message));
  return isAboutAddress || wantedFamily(cloudflare) !== null;
}

/** Where each family is made, by Cloudflare's pages "Create API token" and "Account API tokens". */
export const MADE_AT: Readonly<Record<TokenFamily, string>> = {
  user: 'made in the dashboard under My Profile > API Tokens',
  account: 'made in the dashboard under Manage Account > Account API Tokens',
};

export function wrongFamily(wanted: TokenFamily): string {
  return wanted === 'user'
    ? `Cloudflare needs a user-owned token here (${MADE_AT.user}), not an account-owned one. ` +
        'An account-owned token can read its own account instead'
    : `Cloudflare needs an account-owned token here (${MADE_AT.account}), not a user-owned one`;
}

/**
 * The first error with its causes; empty if there is none. For example
 * `: Invalid request headers (6003): Invalid format for Authorization header (6111)`.
 */
export function quoteFirst([first]: readonly CloudflareNotice[]): string {
  if (first === undefined) return '';
  const { code, message, errorChain = [] } = first;
  return `: ${message} (${code})${quoteFirst(errorChain)}`;
}
