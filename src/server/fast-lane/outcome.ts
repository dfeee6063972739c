import type { GraphQLError } from 'graphql';

import type { Journal } from '../../model/journal.ts';
import { extensionsOf } from '../use-journal.ts';

/** What an operation came to: the answer's bytes, and what the record of a request says of it. */
export interface Outcome {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  /** Headers that errors ask for: `retry-after`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly codes: ReadonlySet<string>;
  readonly journal: Journal;
  readonly operationName: string | null;
  readonly documentHash: string;
}

/** The response's JSON, as GraphQL over HTTP puts it. */
export function bodyOf(data: unknown, errors: readonly GraphQLError[], journal: Journal): Buffer {
  const extensions = extensionsOf(journal);
  const result = {
    ...(errors.length > 0 && { errors: errors.map(withoutHttp) }),
    data,
    ...(extensions !== null && { extensions }),
  };
  return Buffer.from(JSON.stringify(result));
}

/** `extensions.http` speaks to the HTTP layer, as it does in Yoga. */
export function headersOf(errors: readonly GraphQLError[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const { extensions } of errors) {
    const http = extensions['http'] as { headers?: Record<string, string> } | undefined;
    Object.assign(headers, http?.headers);
  }
  return headers;
}

function withoutHttp(error: GraphQLError) {
  const { extensions, ...formatted } = error.toJSON();
  const { http: _, ...rest } = extensions ?? {};
  return { ...formatted, extensions: rest };
}
