import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

import type { GatewayContext } from '../graphql/context.ts';
import type { Journal } from '../model/journal.ts';
import { extensionsOf } from './extensions.ts';

/** Tells the client what an answer cannot say in its fields. */
export function useJournal(): Plugin<GatewayContext> {
  return {
    onExecute({ args }) {
      const { journal } = args.contextValue as GatewayContext;
      return {
        onExecuteDone({ result, setResult }) {
          if (!isAsyncIterable(result)) setResult(withExtensions(result, journal));
        },
      };
    },
  };
}

function withExtensions(result: ExecutionResult, journal: Journal): ExecutionResult {
  const added = extensionsOf(journal);
  return added === null ? result : { ...result, extensions: { ...result.extensions, ...added } };
}
