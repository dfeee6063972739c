import type { WireError } from './wire.ts';

/** A response before it is sent; the body is JSON. */
export interface EmulatedResponse {
  readonly status: number;
  readonly body: unknown;
}

/** The keys have the order observed on `/user/tokens/verify`. */
export function successResponse(
  result: unknown,
  rest: Readonly<Record<string, unknown>> = {},
): EmulatedResponse {
  return { status: 200, body: { result, success: true, errors: [], messages: [], ...rest } };
}

export function errorResponse(status: number, error: WireError): EmulatedResponse {
  return { status, body: { success: false, errors: [error], messages: [], result: null } };
}

const DOCUMENTATION =
  'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/list/';

/** Each comment gives the confidence; the README of the samples gives statuses and sources. */
export const API_ERRORS = {
  /** Observed on other endpoints. */
  missingHeaders: errorResponse(400, {
    code: 9106,
    message: 'Missing X-Auth-Key, X-Auth-Email or Authorization headers',
  }),
  /** Observed. */
  malformedHeader: errorResponse(400, {
    code: 6003,
    message: 'Invalid request headers',
    error_chain: [{ code: 6111, message: 'Invalid format for Authorization header' }],
  }),
  /** Observed on `/zones`; a guess here. */
  unknownCredential: errorResponse(403, { code: 9109, message: 'Invalid access token' }),
  /** Observed, on `/user/tokens/verify` only. */
  invalidToken: errorResponse(401, { code: 1000, message: 'Invalid API Token' }),
  /** Observed. */
  wrongTokenFamily: errorResponse(403, {
    code: 9109,
    message: 'Valid user-level authentication not found',
  }),
  /** A guess, by the observed one. */
  wrongAccountFamily: errorResponse(403, {
    code: 9109,
    message: 'Valid account-level authentication not found',
  }),
  /** Observed on other endpoints of accounts, where a permission is missing. */
  authenticationError: errorResponse(403, { code: 10000, message: 'Authentication error' }),
  /** Observed. */
  missingPermission: errorResponse(403, {
    code: 9109,
    message: 'Unauthorized to access requested resource',
  }),
  /** Observed. */
  ipNotAllowed: errorResponse(403, {
    code: 9109,
    message: 'Cannot use the access token from location: 203.0.113.9',
  }),
  /** The status is documented; code and message are a guess. */
  unknownToken: errorResponse(404, { code: 1003, message: 'Token not found' }),
  /** Observed on other paths. */
  unknownPath: errorResponse(404, { code: 7003, message: 'Could not route to this path' }),
  /** Observed on other paths. */
  wrongMethod: errorResponse(405, { code: 10000, message: 'Method not allowed' }),
} as const;

/** Only the shape is documented; code and message are a guess. */
export function invalidParameter(name: string): EmulatedResponse {
  return errorResponse(400, {
    code: 1001,
    message: `Invalid query parameter '${name}'`,
    documentation_url: DOCUMENTATION,
    source: { pointer: `/${name}` },
  });
}
