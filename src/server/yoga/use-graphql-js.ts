import { type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import { shownErrors } from '../limits/error-tally.ts';
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
    if (result.errors === undefined) return result;
    const { shown, omitted } = shownErrors(result.errors);
    outcome.errorsOmitted = omitted;
    return { ...result, errors: shown };
  }
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(executeBounded);
    },
  };
}
