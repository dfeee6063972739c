import type { DocumentNode, GraphQLError, GraphQLSchema } from 'graphql';

import type { ErrorCode } from '../error-status.ts';
import { codedError } from '../errors.ts';
import { measure, type OperationSize } from './measure.ts';

export interface Limits {
  /** The length of a request's body. */
  readonly bodyBytes: number;
  /** Lexical tokens of a document: names, numbers, brackets. */
  readonly lexicalTokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly cost: number;
  /** Pairs of fields and fragments that validation compares. */
  readonly comparisons: number;
  /** Characters of a name in a document. */
  readonly nameLength: number;
  /** Representations of an operation, those of all its `_entities` fields together. */
  readonly representations: number;
  /** The length of an answer. */
  readonly responseBytes: number;
  /** The fields of an answer, each as often as it is written. */
  readonly responseFields: number;
}

const CODES = {
  depth: 'DEPTH_LIMIT_EXCEEDED',
  aliases: 'ALIAS_LIMIT_EXCEEDED',
  directives: 'DIRECTIVE_LIMIT_EXCEEDED',
  cost: 'COST_LIMIT_EXCEEDED',
  representations: 'REPRESENTATION_LIMIT_EXCEEDED',
} as const satisfies Readonly<Record<keyof OperationSize, ErrorCode>>;

const MEASURES = Object.keys(CODES) as (keyof typeof CODES)[];

/**
 * Returns an error for each limit that a document exceeds. Where the variables
 * are null, every list counts as one row.
 */
export function limitErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  limits: Limits,
  variables: Readonly<Record<string, unknown>> | null,
): GraphQLError[] {
  const size = measure(schema, document, variables);
  return MEASURES.filter((name) => size[name] > limits[name]).map((name) => {
    const message = `This document exceeds the limit of ${limits[name]} on ${name}: it has ${size[name]}.`;
    return codedError(CODES[name], message);
  });
}
