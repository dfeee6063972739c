import type { GraphQLError } from 'graphql';

import type { UpstreamStats } from '../../model/upstream-stats.ts';
import { toJson } from '../errors.ts';
import { extensionsOf } from '../extensions.ts';
import type { FinishedErrors } from '../finish-errors.ts';
import type { HttpResponse } from '../http.ts';

/** The response to an operation, and what the request log says of it. */
export interface CompiledResponse extends HttpResponse {
  readonly body: Buffer;
  /** Only those that are the same for every request that shares the response. */
  readonly headers: readonly string[];
  readonly codes: ReadonlySet<string>;
  readonly stats: UpstreamStats;
  readonly operationName: string | null;
  readonly documentHash: string;
}

/**
 * The response's JSON: errors first, as the GraphQL specification recommends,
 * so that they are noticed. `executed` is JSON of an object with `data`; null
 * if there is no data at all.
 */
export function bodyOf(
  executed: Buffer | null,
  { errors, omitted }: FinishedErrors,
  stats: UpstreamStats,
): Buffer {
  const extensions = extensionsOf(stats, omitted);
  if (executed !== null && errors.length === 0 && extensions === null) return executed;
  const parts = [
    ...(errors.length > 0 ? [`"errors":${JSON.stringify(errors.map(toJson))}`] : []),
    ...(executed === null ? [] : [executed.subarray(1, -1).toString()]),
    ...(extensions === null ? [] : [`"extensions":${JSON.stringify(extensions)}`]),
  ];
  return Buffer.from(`{${parts.join(',')}}`);
}

/** Errors may set headers: `extensions.http` speaks to the HTTP layer, as in Yoga. */
export function responseHeadersOf(
  type: string,
  errors: readonly GraphQLError[],
): readonly string[] {
  const fromErrors = new Map<string, string>();
  for (const { extensions } of errors) {
    const http = extensions['http'] as { headers?: Record<string, string> } | undefined;
    for (const [name, value] of Object.entries(http?.headers ?? {})) fromErrors.set(name, value);
  }
  return ['content-type', `${type}; charset=utf-8`, ...[...fromErrors].flat()];
}
