import { GraphQLError, type GraphQLErrorExtensions } from 'graphql';

import { Failure } from '../model/failure.ts';

/** The code of what nobody foresaw; its `originalError` is for the log alone. */
export const BUG = 'INTERNAL_SERVER_ERROR';

export const BUG_MESSAGE = 'Unexpected error.';

/** Why a caller's operation is cancelled. An abort is an abort, whoever reads its reason. */
export const CALLER_LEFT = new DOMException('The caller has left.', 'AbortError');

/**
 * What a client may see of an error. A `Failure` was written for clients;
 * GraphQL's own errors speak of the request; anything else is a bug.
 */
export function toClientError(error: unknown): GraphQLError {
  const graphqlError = error instanceof GraphQLError ? error : null;
  const cause = rootCause(error);
  if (cause instanceof Failure) return at(graphqlError, cause.message, failureExtensions(cause));
  if (cause instanceof GraphQLError) return withCode(cause);

  if (isAbort(cause)) return at(graphqlError, 'The request was aborted.', { code: 'ABORTED' });

  const originalError = cause instanceof Error ? cause : new Error(String(cause));
  return at(graphqlError, BUG_MESSAGE, { code: BUG }, originalError);
}

/** The same bug with the id by which a client and the log speak of it. */
export function withRequestId(bug: GraphQLError, requestId: string): GraphQLError {
  return at(bug, bug.message, { ...bug.extensions, requestId });
}

/** The error with a code: what GraphQL itself refuses is refused for what the client sent. */
export function withCode(error: GraphQLError): GraphQLError {
  const { originalError, http, code, ...rest } = error.extensions;
  if (typeof code === 'string' && code !== 'BAD_REQUEST') return error;
  // A body that is no GraphQL request is 400 whatever answer the client accepts; Yoga would say
  // 200 to application/json. And it adds the parser's own error, which quotes the body.
  const { spec: _, ...httpAlways } = isObject(http) ? http : {};
  return at(error, error.message, {
    ...rest,
    code: CODES_BY_STATUS[Number(httpAlways['status'])] ?? code ?? 'BAD_USER_INPUT',
    ...(http !== undefined && { http: code === 'BAD_REQUEST' ? httpAlways : http }),
  });
}

/** HTTP's own refusals, by the status that the GraphQL-over-HTTP layer gave them. */
const CODES_BY_STATUS: Readonly<Record<number, string>> = {
  405: 'METHOD_NOT_ALLOWED',
  413: 'PAYLOAD_TOO_LARGE',
};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function failureExtensions({ code, cloudflare, retryAfter }: Failure): GraphQLErrorExtensions {
  return {
    code,
    ...(cloudflare && { cloudflare }),
    ...(retryAfter !== undefined && {
      retryAfter,
      // Yoga turns `http` into the response's headers and keeps it from the body.
      http: { headers: { 'retry-after': String(retryAfter) } },
    }),
  };
}

/** Whoever went away has left nobody to tell, and nothing to log. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** graphql-js wraps what a resolver threw, once for every place that it passes. */
function rootCause(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError
    ? rootCause(error.originalError)
    : error;
}

function at(
  place: GraphQLError | null,
  message: string,
  extensions: GraphQLErrorExtensions,
  originalError: Error | null = null,
) {
  const { nodes = null, source = null, positions = null, path = null } = place ?? {};
  return new GraphQLError(message, { nodes, source, positions, path, extensions, originalError });
}
