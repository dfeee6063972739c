import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';

import { hashOf } from './document-hash.ts';
import { codedError } from './errors.ts';
import { comparisonsIn } from './limits/comparisons.ts';
import { type Limits, limitErrors } from './limits/limits.ts';
import { parseDocument } from './parse-document.ts';
import { gatewayRules } from './validation-rules.ts';

/** A document that is parsed, and that may be too large or not valid. */
export interface CheckedDocument {
  readonly document: DocumentNode;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  /** Why the document cannot be executed; empty where it can. */
  readonly errors: readonly GraphQLError[];
}

export interface DocumentRules {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly introspection: boolean;
}

/** Throws the error for the client where the text cannot be parsed. */
export type CheckDocument = (text: string) => CheckedDocument;

const MAX_CHECKED_DOCUMENTS = 1_000;
const MAX_CACHED_BYTES = 64 * 1024 * 1024;

/** Of the syntax tree, for each lexical token. Measured: some 470 for a field. */
const BYTES_PER_TOKEN = 512;
const BYTES_PER_TEXT_UNIT = 2;

type Checked = CheckedDocument | { readonly syntaxError: unknown };

/**
 * Checks each document once, for both paths: all that does not depend on
 * variables. Limits come before validation, whose time grows faster than the
 * document.
 */
export function createCheckDocument(rules: DocumentRules): CheckDocument {
  const cache = new LRUCache<string, Checked>({
    max: MAX_CHECKED_DOCUMENTS,
    maxSize: MAX_CACHED_BYTES,
    sizeCalculation: (checked, text) =>
      1 +
      text.length * BYTES_PER_TEXT_UNIT +
      ('document' in checked
        ? Math.min(text.length, rules.limits.lexicalTokens) * BYTES_PER_TOKEN
        : 0),
  });

  return (text) => {
    const checked = cache.get(text) ?? check(text, rules);
    cache.set(text, checked);
    if ('syntaxError' in checked) throw checked.syntaxError;
    return checked;
  };
}

function check(text: string, rules: DocumentRules): Checked {
  try {
    const document = parseDocument(text, rules.limits);
    return { document, hash: hashOf(text), errors: errorsIn(document, rules) };
  } catch (syntaxError) {
    return { syntaxError };
  }
}

function errorsIn(
  document: DocumentNode,
  { schema, limits, introspection }: DocumentRules,
): readonly GraphQLError[] {
  const tooLarge = limitErrors(schema, document, limits, null);
  if (tooLarge.length > 0) return tooLarge;
  if (comparisonsIn(document, limits.comparisons) > limits.comparisons) {
    return [tooMuchToValidate(limits.comparisons)];
  }
  return validate(schema, document, [...specifiedRules, ...gatewayRules(introspection)]);
}

function tooMuchToValidate(limit: number): GraphQLError {
  const message =
    `This document exceeds the limit of ${limit} on comparisons in its validation: too many fields ` +
    'have the same name, or too many fragments are spread. Select each field once.';
  return codedError('VALIDATION_LIMIT_EXCEEDED', message);
}
