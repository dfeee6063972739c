import type { GraphQLError } from 'graphql';

import type { Log } from '../model/log.ts';
import { BUG, withCode, withRequestId } from './errors.ts';
import type { RequestLogEntry } from './telemetry/request-log.ts';

/** Errors as the client sees them; their codes are noted in the log entry. */
export type FinishErrors = (
  errors: readonly GraphQLError[],
  logEntry: RequestLogEntry,
) => GraphQLError[];

/**
 * Gives every error a code. A bug gets the request id, too, under which the log
 * has the rest. Where the schema is private, suggestions are removed.
 */
export function createFinishErrors(log: Log, isIntrospectable: boolean): FinishErrors {
  function finish(error: GraphQLError, requestId: string): GraphQLError {
    const coded = withCode(error);
    if (!isIntrospectable) coded.message = withoutSuggestion(coded.message);
    if (coded.extensions['code'] !== BUG) return coded;
    log.error('unexpected error', { requestId, error: coded.originalError });
    return withRequestId(coded, requestId);
  }
  return (errors, { requestId, codes }) =>
    errors.map((error) => {
      const finished = finish(error, requestId);
      codes.add(String(finished.extensions['code']));
      return finished;
    });
}

/** graphql-js guesses what the client meant, which tells the names of the schema. */
const SUGGESTION = ' Did you mean ';

/** The suggestion comes last. Found by search, not by a pattern: the text before it is the client's. */
function withoutSuggestion(message: string): string {
  const start = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return start === -1 ? message : message.slice(0, start);
}
