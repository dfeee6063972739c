import { execute } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Executes by graphql-js: Yoga's own executor loses a variable that is named `__proto__`. */
export function useGraphqlJs(): Plugin {
  return {
    onExecute({ setExecuteFn }) {
      setExecuteFn(execute);
    },
  };
}
