import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { GatewayContext } from '../../graphql/context.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import { extensionsOf } from '../extensions.ts';

/** Adds the response's `extensions`. */
export function useExtensions(): Plugin<GatewayContext> {
  return {
    onExecute({ args }) {
      const { stats } = args.contextValue as GatewayContext;
      return {
        onExecuteDone({ result, setResult }) {
          if (!(Symbol.asyncIterator in result)) setResult(withExtensions(result, stats));
        },
      };
    },
  };
}

function withExtensions(result: ExecutionResult, stats: UpstreamStats): ExecutionResult {
  const added = extensionsOf(stats, 0);
  return added === null ? result : { ...result, extensions: { ...result.extensions, ...added } };
}
