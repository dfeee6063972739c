import type { GraphQLField } from 'graphql';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** Whether the field's resolver is asynchronous, although it is below the root. */
    readonly isAsynchronous?: boolean;
  }
}

/**
 * For the `extensions` of a field below the root whose resolver makes calls. The compiled path
 * writes the values below the root without a pause, so operations that select such a field take
 * Yoga's path. They make calls in two steps, one after the other: against that, what the compiled
 * path saves is little.
 */
export const ASYNCHRONOUS = { isAsynchronous: true } as const;

export function isAsynchronous({ extensions }: GraphQLField<unknown, unknown>): boolean {
  return extensions.isAsynchronous === true;
}
