import type { ExecutionResult } from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';

import type { GatewayContext } from '../graphql/context.ts';
import type { Journal } from '../model/journal.ts';

/**
 * Tells the client what an answer cannot say in its fields: what Cloudflare
 * said beside its results (`extensions.cloudflare.messages`), and how old the
 * oldest page is where an old one had to do (`extensions.staleSeconds`).
 */
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

/** Null where there is nothing to tell. */
export function extensionsOf({ messages, staleSeconds }: Journal) {
  if (messages.length === 0 && staleSeconds === null) return null;
  return {
    ...(messages.length > 0 && { cloudflare: { messages } }),
    ...(staleSeconds !== null && { staleSeconds }),
  };
}
