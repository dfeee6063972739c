import type { GraphQLError } from 'graphql';

import type { FailureCode } from '../model/failure.ts';
import type { ResponseType } from './negotiation.ts';

/**
 * The HTTP status of a response that has no `data`, by the code of its error:
 * every code that a client can see is here. Most codes of failures come from
 * resolvers, so their responses have `data`, even if it is null.
 */
export const ERROR_STATUSES = {
  // The HTTP request
  BAD_REQUEST: 400,
  METHOD_NOT_ALLOWED: 405,
  MISDIRECTED_REQUEST: 421,
  NOT_ACCEPTABLE: 406,
  PAYLOAD_TOO_LARGE: 413,
  PREFLIGHT_REQUIRED: 403,
  UNSUPPORTED_MEDIA_TYPE: 415,
  // The document
  ALIAS_LIMIT_EXCEEDED: 400,
  COST_LIMIT_EXCEEDED: 400,
  DEPTH_LIMIT_EXCEEDED: 400,
  DIRECTIVE_LIMIT_EXCEEDED: 400,
  DOCUMENT_NOT_TRUSTED: 403,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  NAME_LIMIT_EXCEEDED: 400,
  PERSISTED_QUERY_HASH_MISMATCH: 400,
  // Older clients of Apollo take 400 and 500 as "not supported", and send no hash again.
  PERSISTED_QUERY_NOT_FOUND: 404,
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  REPRESENTATION_LIMIT_EXCEEDED: 400,
  TOKEN_LIMIT_EXCEEDED: 400,
  VALIDATION_LIMIT_EXCEEDED: 400,
  // The operation
  AUTHENTICATION_UNAVAILABLE: 503,
  BAD_USER_INPUT: 400,
  CURSOR_EXPIRED: 400,
  FORBIDDEN: 403,
  LIST_TOO_LONG: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  OPERATION_TIMEOUT: 504,
  RATE_LIMITED: 429,
  RESPONSE_TOO_LARGE: 400,
  UNAUTHENTICATED: 401,
  UPSTREAM_ERROR: 502,
  UPSTREAM_INVALID_RESPONSE: 502,
  UPSTREAM_TIMEOUT: 504,
  UPSTREAM_UNAVAILABLE: 503,
  // For the log alone, since the client has gone. The status is the one that nginx logs.
  ABORTED: 499,
  INTERNAL_SERVER_ERROR: 500,
} as const satisfies Readonly<Record<FailureCode, number> & Record<string, number>>;

/** Every code that a client can see. */
export type ErrorCode = keyof typeof ERROR_STATUSES;

/**
 * Refusals of a document. Clients that accept only application/json read errors
 * from 200 alone, as GraphQL over HTTP said before it had a media type.
 */
const OK_AS_JSON: ReadonlySet<string> = new Set<ErrorCode>([
  'ALIAS_LIMIT_EXCEEDED',
  'COST_LIMIT_EXCEEDED',
  'DEPTH_LIMIT_EXCEEDED',
  'DIRECTIVE_LIMIT_EXCEEDED',
  'DOCUMENT_NOT_TRUSTED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'NAME_LIMIT_EXCEEDED',
  'PERSISTED_QUERY_HASH_MISMATCH',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'REPRESENTATION_LIMIT_EXCEEDED',
  'TOKEN_LIMIT_EXCEEDED',
  'VALIDATION_LIMIT_EXCEEDED',
]);

/**
 * The status of a GraphQL response with errors. With `data` it is 200, also
 * where `data` is null: an error of a field is no error of the request (GraphQL
 * over HTTP, "Field errors encountered during execution"). Without, it is the
 * highest one of its errors.
 */
export function statusOf(
  errors: readonly GraphQLError[],
  hasData: boolean,
  type: ResponseType,
): number {
  // An event stream begins before its operation ends.
  if (hasData || type === 'text/event-stream') return 200;
  return Math.max(
    ...errors.map(({ extensions }) => statusOfCode(String(extensions['code']), type)),
  );
}

function statusOfCode(code: string, type: ResponseType): number {
  if (type === 'application/json' && OK_AS_JSON.has(code)) return 200;
  return isErrorCode(code) ? ERROR_STATUSES[code] : ERROR_STATUSES.INTERNAL_SERVER_ERROR;
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_STATUSES, code);
}
