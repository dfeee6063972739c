import { GraphQLError, type GraphQLErrorExtensions, type GraphQLFormattedError } from 'graphql';

import { isObject } from '../lib/is-object.ts';
import { Failure } from '../model/failure.ts';
import type { ErrorCode } from './error-status.ts';

/** The code of an unexpected error. Its `originalError` is for the log alone. */
export const BUG = 'INTERNAL_SERVER_ERROR' satisfies ErrorCode;

export const BUG_MESSAGE = 'Unexpected error.';

/** The reason of an abort after the client has disconnected. */
export const CALLER_LEFT = new DOMException('The caller has left.', 'AbortError');

/**
 * The error that a client may see. A `Failure` was written for clients, and
 * GraphQL's own errors speak of the request. Anything else is a bug.
 */
export function toClientError(error: unknown): GraphQLError {
  const graphqlError = error instanceof GraphQLError ? error : null;
  const cause = rootCause(error);
  if (cause instanceof Failure) return at(graphqlError, cause.message, failureExtensions(cause));
  // The outer error has the path of the field, or names the variable.
  if (graphqlError !== null && cause instanceof GraphQLError) {
    return withCode(graphqlError, codeOfGraphqlError(graphqlError, cause));
  }

  if (isAbort(cause)) return codedError('ABORTED', 'The request was aborted.', graphqlError);

  const originalError = cause instanceof Error ? cause : new Error(String(cause));
  return at(graphqlError, BUG_MESSAGE, { code: BUG }, originalError);
}

/** Adds the id under which the log has the details of a bug. */
export function withRequestId(bug: GraphQLError, requestId: string): GraphQLError {
  return at(bug, bug.message, { ...bug.extensions, requestId }, bug.originalError);
}

/** Adds a code. What GraphQL itself refuses is an error of the client. */
export function withCode(
  error: GraphQLError,
  fallback: ErrorCode = 'BAD_USER_INPUT',
): GraphQLError {
  // Yoga adds the parser's own error, which quotes the body.
  const { originalError, code, ...rest } = error.extensions;
  if (typeof code === 'string' && code !== 'BAD_REQUEST') return error;
  const { http } = rest;
  const status = isObject(http) ? Number(http['status']) : 0;
  return at(error, error.message, { ...rest, code: CODES_BY_STATUS[status] ?? code ?? fallback });
}

/** Codes of HTTP errors, by the status that Yoga gave them. */
const CODES_BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
};

/** An error of GraphQL with one of the gateway's codes, at the place of another error. */
export function codedError(
  code: ErrorCode,
  message: string,
  place: GraphQLError | null = null,
): GraphQLError {
  return at(place, message, { code });
}

/** As clients see it: `extensions.http` speaks to the HTTP layer. */
export function toJson(error: GraphQLError): GraphQLFormattedError {
  const { extensions, ...formatted } = error.toJSON();
  const { http: _, ...rest } = extensions ?? {};
  return { ...formatted, extensions: rest };
}

/**
 * The cause of an error about an argument or a directive has nodes. Without
 * nodes, its type cannot express the field's value, such as a number above 2^31
 * for an Int: Cloudflare has sent it.
 */
function codeOfGraphqlError({ path }: GraphQLError, cause: GraphQLError): ErrorCode {
  const isAboutValue = path !== undefined && cause.nodes === undefined;
  return isAboutValue ? 'UPSTREAM_INVALID_RESPONSE' : 'BAD_USER_INPUT';
}

function failureExtensions({ code, cloudflare, retryAfter }: Failure): GraphQLErrorExtensions {
  return {
    code,
    ...(cloudflare && { cloudflare }),
    ...(retryAfter !== undefined && {
      retryAfter,
      // Yoga turns `http` into response headers and removes it from the body.
      http: { headers: { 'retry-after': String(retryAfter) } },
    }),
  };
}

/** After an abort there is no client to inform, and nothing to log. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** graphql-js wraps a resolver's error, once for each level that it passes. */
function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError
    ? rootCause(error.originalError)
    : error;
}

function at(
  place: GraphQLError | null,
  message: string,
  extensions: GraphQLErrorExtensions,
  originalError: Error | null | undefined = null,
) {
  const { nodes = null, source = null, positions = null, path = null } = place ?? {};
  return new GraphQLError(message, { nodes, source, positions, path, extensions, originalError });
}
