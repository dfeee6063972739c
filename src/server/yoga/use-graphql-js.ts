import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { MAX_ERRORS } from '../finish-errors.ts';
import { responseTooLarge } from '../limits/response-too-large.ts';
import type { YogaServerContext } from './server-context.ts';

/**
 * Executes by graphql-js: Yoga's own executor loses a variable that is named
 * `__proto__`. Errors that no client will see go no further than here.
 */
export function useGraphqlJs(): Plugin<YogaServerContext> {
  async function executeBounded(args: ExecutionArgs): Promise<ExecutionResult> {
    const { responseSize, outcome } = args.contextValue as YogaServerContext;
    const result = await execute(args);
    const { exceeded } = responseSize;
    if (exceeded !== null) return { errors: [responseTooLarge(exceeded)] };
    const { errors } = result;
    if (errors === undefined || errors.length <= MAX_ERRORS) return result;
    outcome.errorsOmitted = errors.length - MAX_ERRORS;
    return { ...result, errors: errors.slice(0, MAX_ERRORS) };
  }
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(executeBounded);
    },
  };
}
