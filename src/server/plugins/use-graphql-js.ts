import { execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/**
 * Executes by graphql-js. Yoga's own executor loses a variable that is named
 * `__proto__`. It also answers an operation that has taken too long without
 * data and paths, where the compiled path has both.
 */
export function useGraphqlJs(): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(execute);
    },
  };
}
