import type { GraphQLError } from 'graphql';

import { isDeeperThan } from '../lib/is-deeper-than.ts';
import { codedError } from './errors.ts';

/** The deepest filter has 20. graphql-js reads variables by recursion: 12,000 levels overflow the stack. */
const MAX_VARIABLE_LEVELS = 64;

export function hasTooManyLevels(variables: unknown): boolean {
  return isDeeperThan(MAX_VARIABLE_LEVELS, variables);
}

export function tooManyLevels(): GraphQLError {
  const message = `The variables of this request exceed the limit of ${MAX_VARIABLE_LEVELS} levels.`;
  return codedError('DEPTH_LIMIT_EXCEEDED', message);
}
