import type { WireError } from './wire.ts';

/** An answer before it is written: the status, further headers, and the body as JSON or as text. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Key order as observed on `/user/tokens/verify`. */
export function success(result: unknown, rest: Readonly<Record<string, unknown>> = {}): Answer {
  return { status: 200, body: { result, success: true, errors: [], messages: [], ...rest } };
}

export function failure(status: number, error: WireError, headers = {}): Answer {
  return { status, headers, body: { success: false, errors: [error], messages: [], result: null } };
}

const DOCUMENTATION =
  'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/list/';

/** Each with how sure it is; statuses and sources are in the samples' README. */
export const REFUSALS = {
  /** Observed on other endpoints. */
  missingHeaders: failure(400, {
    code: 9106,
    message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers',
  }),
  /** Observed. */
  malformedHeader: failure(400, {
    code: 6003,
    message: 'Invalid request headers',
    error_chain: [{ code: 6111, message: 'Invalid format for Authorization header' }],
  }),
  /** Observed on `/zones`; a guess here. */
  unknownCredential: failure(403, { code: 9109, message: 'Invalid access token' }),
  /** Observed, on `/user/tokens/verify` only. */
  invalidToken: failure(401, { code: 1000, message: 'Invalid API Token' }),
  /** Observed. */
  wrongTokenFamily: failure(403, {
    code: 9109,
    message: 'Valid user-level authentication not found',
  }),
  /** Observed. */
  missingPermission: failure(403, {
    code: 9109,
    message: 'Unauthorized to access requested resource',
  }),
  /** Observed. */
  ipNotAllowed: failure(403, {
    code: 9109,
    message: 'Cannot use the access token from location: 203.0.113.9',
  }),
  /** The status is documented, code and message are a guess. */
  unknownToken: failure(404, { code: 1003, message: 'Token not found' }),
  /** Observed on other paths. */
  unknownPath: failure(404, { code: 7003, message: 'Could not route to this path' }),
  /** Observed on other paths. */
  wrongMethod: failure(405, { code: 10000, message: 'Method not allowed' }),
} as const;

/** Only the form is documented: code and message are a guess. */
export function invalidParameter(name: string): Answer {
  return failure(400, {
    code: 1001,
    message: `Invalid query parameter '${name}'`,
    documentation_url: DOCUMENTATION,
    source: { pointer: `/${name}` },
  });
}

/** Observed. Cloudflare counts 1,200 calls per five minutes (documented). */
export function rateLimited(retryAfterSeconds: number): Answer {
  return failure(
    429,
    { code: 971, message: 'Please wait and consider throttling your request speed' },
    { 'retry-after': String(retryAfterSeconds), ratelimit: `"default";r=0;t=${retryAfterSeconds}` },
  );
}
