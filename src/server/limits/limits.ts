import { type DocumentNode, GraphQLError } from 'graphql';

import { rowsOf } from '../../graphql/rows-of.ts';
import { type Measures, measure } from './measure.ts';

export interface Limits {
  /** Of a request's body. */
  readonly bodyBytes: number;
  /** Lexical tokens of a document: names, numbers, brackets. */
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly cost: number;
}

const CODES = {
  depth: 'DEPTH_LIMIT_EXCEEDED',
  aliases: 'ALIAS_LIMIT_EXCEEDED',
  directives: 'DIRECTIVE_LIMIT_EXCEEDED',
  cost: 'COST_LIMIT_EXCEEDED',
} as const satisfies Readonly<Record<keyof Measures, string>>;

/**
 * By how much a document is too large, an error for each limit. Without its
 * variables, every list counts as one row.
 */
export function excess(
  document: DocumentNode,
  limits: Limits,
  variables: Readonly<Record<string, unknown>> | null,
): GraphQLError[] {
  const measures = measure(document, (field) =>
    variables === null ? 1 : rowsOf(field, variables),
  );
  return (['depth', 'aliases', 'directives', 'cost'] as const)
    .filter((name) => measures[name] > limits[name])
    .map((name) => {
      const message = `This document exceeds the limit of ${limits[name]} on ${name}: it has ${measures[name]}.`;
      return new GraphQLError(message, { extensions: { code: CODES[name] } });
    });
}
