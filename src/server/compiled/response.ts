import type { GraphQLError } from 'graphql';

import type { UpstreamStats } from '../../model/upstream-stats.ts';
import { extensionsOf } from '../extensions.ts';
import { NO_PAGE_HEADERS } from '../use-security-headers.ts';

/** What an operation came to: the answer's bytes, and what the entry of a request says of it. */
export interface CachedResponse {
  readonly status: number;
  readonly body: Buffer;
  /** All that do not differ from request to request: names and values by turns. */
  readonly headers: readonly string[];
  readonly codes: ReadonlySet<string>;
  readonly stats: UpstreamStats;
  readonly operationName: string | null;
  readonly documentHash: string;
}

/**
 * The response's JSON, as GraphQL over HTTP puts it: errors first, so that
 * nobody misses them. `executed` is an object with `data`, or null where there
 * is none.
 */
export function bodyOf(
  executed: Buffer | null,
  errors: readonly GraphQLError[],
  stats: UpstreamStats,
): Buffer {
  const extensions = extensionsOf(stats);
  if (executed !== null && errors.length === 0 && extensions === null) return executed;
  const parts = [
    ...(errors.length > 0 ? [`"errors":${JSON.stringify(errors.map(withoutHttp))}`] : []),
    ...(executed === null ? [] : [executed.subarray(1, -1).toString()]),
    ...(extensions === null ? [] : [`"extensions":${JSON.stringify(extensions)}`]),
  ];
  return Buffer.from(`{${parts.join(',')}}`);
}

const ALWAYS = Object.entries(NO_PAGE_HEADERS).flat();

/** Those of every answer, and those that errors ask for: `extensions.http` speaks to the HTTP layer, as in Yoga. */
export function headersOf(
  type: string,
  body: Buffer,
  errors: readonly GraphQLError[],
): readonly string[] {
  const asked = new Map<string, string>();
  for (const { extensions } of errors) {
    const http = extensions['http'] as { headers?: Record<string, string> } | undefined;
    for (const [name, value] of Object.entries(http?.headers ?? {})) asked.set(name, value);
  }
  const own = ['content-type', `${type}; charset=utf-8`, 'content-length', String(body.length)];
  return [...ALWAYS, ...own, ...[...asked].flat()];
}

function withoutHttp(error: GraphQLError) {
  const { extensions, ...formatted } = error.toJSON();
  const { http: _, ...rest } = extensions ?? {};
  return { ...formatted, extensions: rest };
}
