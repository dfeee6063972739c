import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { Log } from '../../model/log.ts';
import { BUG, withCode, withRequestId } from '../errors.ts';
import { logEntryOf, type RequestLogEntry } from '../telemetry/request-log.ts';

/** graphql-js guesses what was meant, which tells of the schema to whoever may not ask for it. */
const SUGGESTION = ' Did you mean ';

/**
 * Every error that a client sees has a code, whichever layer it comes from. A
 * bug has an id, too, under which the log has the rest.
 */
export function useErrorCodes(finish: FinishErrors): Plugin {
  return {
    onResultProcess({ request, result, setResult }) {
      if (!('errors' in result) || !result.errors?.length) return;
      setResult({ ...result, errors: finish(result.errors, logEntryOf(request)) });
    },
  };
}

/** Errors as the client sees them; their codes are noted in the entry. */
export type FinishErrors = (
  errors: readonly GraphQLError[],
  entry: RequestLogEntry,
) => GraphQLError[];

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

/** It comes last. By searching, not by a pattern: what clients sent is quoted before it, at any length. */
function withoutSuggestion(message: string): string {
  const start = message.endsWith('?') ? message.lastIndexOf(SUGGESTION) : -1;
  return start === -1 ? message : message.slice(0, start);
}
