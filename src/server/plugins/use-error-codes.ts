import type { Plugin } from 'graphql-yoga';

import type { FinishErrors } from '../finish-errors.ts';
import type { YogaServerContext } from './server-context.ts';

/** Every error that a client sees has a code, from whichever layer of Yoga it comes. */
export function useErrorCodes(finishErrors: FinishErrors): Plugin<object, YogaServerContext> {
  return {
    onResultProcess({ result, setResult, serverContext }) {
      if (!('errors' in result) || !result.errors?.length) return;
      const { logEntry } = serverContext.graphqlRequest;
      setResult({ ...result, errors: finishErrors(result.errors, logEntry) });
    },
  };
}
