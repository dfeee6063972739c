import type { Plugin } from 'graphql-yoga';

import { statusOf } from '../error-status.ts';
import { toJson } from '../errors.ts';
import type { FinishErrors } from '../finish-errors.ts';
import type { YogaServerContext } from './server-context.ts';

/**
 * Gives every error that a client sees a code, from whichever layer of Yoga it
 * comes, and the response the status of its errors.
 */
export function useErrorCodes(finishErrors: FinishErrors): Plugin<object, YogaServerContext> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (!('errors' in result) || !result.errors?.length) return;
      const { graphqlRequest, outcome } = serverContext;
      const { logEntry, responseType } = graphqlRequest;
      const { errors, omitted } = finishErrors(result.errors, outcome.errorsOmitted, logEntry);
      outcome.status = statusOf(errors, 'data' in result, responseType);
      const extensions =
        omitted > 0 ? { ...result.extensions, errorsOmitted: omitted } : result.extensions;
      const finished = { ...result, errors, ...(extensions && { extensions }) };
      // Yoga would make each error again, and count its lines in a text that is not there.
      const stringify = () => JSON.stringify({ ...finished, errors: errors.map(toJson) });
      setResult({ ...finished, stringify });
    },
  };
}
