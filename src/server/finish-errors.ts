import { type ASTNode, GraphQLError, type SourceLocation } from 'graphql';

import { cutText } from '../lib/cut-text.ts';
import type { Log } from '../model/log.ts';
import { BUG, withCode, withRequestId } from './errors.ts';
import type { RequestLogEntry } from './telemetry/request-log.ts';

/** Errors as the client sees them, and how many more there were. */
export interface FinishedErrors {
  readonly errors: readonly GraphQLError[];
  readonly omitted: number;
}

/** The codes of the errors are noted in the log entry. `omitted` is the number of those that nobody made. */
export type FinishErrors = (
  errors: readonly GraphQLError[],
  omitted: number,
  logEntry: RequestLogEntry,
) => FinishedErrors;

/** An answer has at most so many errors; the others are counted. */
export const MAX_ERRORS = 100;

/** Longer messages are cut: they may quote a value of the caller's, twice. */
const MAX_MESSAGE_LENGTH = 1_000;

/** An error of a field that a document selects many times has a location for each of them. */
const MAX_LOCATIONS = 10;

/**
 * Gives every error a code, and keeps all of them short. A bug gets the request
 * id, too, under which the log has the rest. Where the schema is private,
 * suggestions are removed.
 */
export function createFinishErrors(log: Log, isIntrospectable: boolean): FinishErrors {
  function finish(error: GraphQLError, requestId: string): GraphQLError {
    const coded = withCode(error);
    const isBug = coded.extensions['code'] === BUG;
    if (isBug) log.error('unexpected error', { requestId, error: coded.originalError });
    const text = isIntrospectable ? coded.message : withoutSuggestion(coded.message);
    const named = isBug ? withRequestId(coded, requestId) : coded;
    return shortened(named, cutText(text, MAX_MESSAGE_LENGTH));
  }
  return (all, omitted, { requestId, codes }) => {
    const errors = all.slice(0, MAX_ERRORS).map((error) => {
      const finished = finish(error, requestId);
      codes.add(String(finished.extensions['code']));
      return finished;
    });
    return { errors, omitted: omitted + all.length - errors.length };
  };
}

/** The error with another message, and with its first locations. */
function shortened(error: GraphQLError, message: string): GraphQLError {
  const { nodes, source = null, positions = null, path, extensions, originalError } = error;
  const place =
    nodes === undefined ? { source, positions } : { nodes: nodes.slice(0, MAX_LOCATIONS) };
  const short = new GraphQLError(message, { ...place, path, extensions, originalError });
  const locations = locationsOf(short.nodes ?? []);
  return locations.length > 0 ? Object.assign(short, { locations }) : short;
}

/** Read from the tokens: a checked document has no text to count lines in. */
function locationsOf(nodes: readonly ASTNode[]): readonly SourceLocation[] {
  return nodes.flatMap(({ loc }) =>
    loc === undefined ? [] : [{ line: loc.startToken.line, column: loc.startToken.column }],
  );
}

/** graphql-js guesses what the client meant, which tells the names of the schema. */
const SUGGESTION = ' Did you mean ';

/** The suggestion comes last. Found by search, not by a pattern: the text before it is the client's. */
function withoutSuggestion(message: string): string {
  const start = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return start === -1 ? message : message.slice(0, start);
}
