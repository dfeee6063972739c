import { type DocumentNode, GraphQLError, parse, Source, TokenKind } from 'graphql';

import { codedError } from './errors.ts';
import type { Limits } from './limits/limits.ts';

/** Parses a document. Throws the error for the client. */
export function parseDocument(text: string, limits: Limits): DocumentNode {
  const source = new Source(text);
  const document = parseWithin(source, limits.lexicalTokens);
  refuseLongNames(document, limits.nameLength);
  /*
   * graphql-js counts the lines of every error from the start of the text, each time that it makes
   * or copies one: 30,000 line breaks in front of 20,000 errors took 46 s. Without a text there is
   * nothing to count. `finish-errors.ts` reads the locations from the tokens, which have them.
   */
  source.body = '';
  return document;
}

function parseWithin(source: Source, maxTokens: number): DocumentNode {
  try {
    return parse(source, { maxTokens });
  } catch (error) {
    if (!isTokenLimit(error)) throw error;
    const message = `This document exceeds the limit of ${maxTokens} tokens.`;
    throw codedError('TOKEN_LIMIT_EXCEEDED', message);
  }
}

/** graphql-js gives no code, and its message says "more that". */
const TOO_MANY_TOKENS = /^Syntax Error: Document contains more tha[nt] \d+ tokens\./;

function isTokenLimit(error: unknown): boolean {
  return error instanceof GraphQLError && TOO_MANY_TOKENS.test(error.message);
}

/**
 * A name comes again in the answer: for every row, and in the path of every error. The tokens are
 * unlinked on the way: nodes refer to their own, and comments, which no limit counts, are released.
 */
function refuseLongNames({ loc }: DocumentNode, maxLength: number): void {
  let token = loc?.startToken ?? null;
  while (token !== null) {
    const isLong = token.kind === TokenKind.NAME && token.value.length > maxLength;
    if (isLong) throw nameTooLong(token.value.length, maxLength);
    const { next } = token;
    Object.assign(token, { prev: null, next: null });
    token = next;
  }
}

export function nameTooLong(length: number, maxLength: number): GraphQLError {
  const message = `This document exceeds the limit of ${maxLength} characters in a name: one has ${length}.`;
  return codedError('NAME_LIMIT_EXCEEDED', message);
}
