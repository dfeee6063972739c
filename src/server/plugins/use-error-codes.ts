import type { Plugin } from 'graphql-yoga';

import { statusOf } from '../error-status.ts';
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
      const errors = finishErrors(result.errors, graphqlRequest.logEntry);
      outcome.status = statusOf(errors, 'data' in result, graphqlRequest.responseType);
      setResult({ ...result, errors });
    },
  };
}
