import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { Log } from '../model/log.ts';
import { BUG, withCode, withRequestId } from './failures.ts';
import { recordOf } from './operation-record.ts';

/** graphql-js guesses what was meant, which tells of the schema to whoever may not ask for it. */
const SUGGESTION = / Did you mean [^?]*\?/g;

/**
 * Every error that a client sees has a code, whichever layer it comes from. A
 * bug has an id, too, under which the log has the rest.
 */
export function useCodes(log: Log, isIntrospectable: boolean): Plugin {
  function finish(error: GraphQLError, requestId: string): GraphQLError {
    const coded = withCode(error);
    if (!isIntrospectable) coded.message = coded.message.replace(SUGGESTION, '');
    if (coded.extensions['code'] !== BUG) return coded;
    log.error('unexpected error', { requestId, error: coded.originalError });
    return withRequestId(coded, requestId);
  }

  return {
    onResultProcess({ request, result, setResult }) {
      if (!('errors' in result) || !result.errors?.length) return;
      const { requestId, codes } = recordOf(request);
      const errors = result.errors.map((error) => finish(error, requestId));
      for (const { extensions } of errors) codes.add(String(extensions['code']));
      setResult({ ...result, errors });
    },
  };
}
