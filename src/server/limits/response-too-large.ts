import type { GraphQLError } from 'graphql';

import { codedError } from '../errors.ts';

/** The one error of an answer that was given up while it was written. The limit is `1000 bytes`, for example. */
export function responseTooLarge(limit: string): GraphQLError {
  const message = `This answer exceeds the limit of ${limit}. Select fewer rows or fields.`;
  return codedError('RESPONSE_TOO_LARGE', message);
}
