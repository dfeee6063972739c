import { GraphQLError } from 'graphql';

/** Takes a scalar's input as text, and leaves it to the field to read it: it knows the path. */
export function parseText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new GraphQLError('Expected a string.');
}
