import type { GraphQLError } from 'graphql';

import { refusal } from '../errors.ts';

/** The one error of an answer that was given up while it was written. */
export function responseTooLarge(maxBytes: number): GraphQLError {
  const message = `The answer exceeds the limit of ${maxBytes} bytes. Select fewer rows or fields.`;
  return refusal('RESPONSE_TOO_LARGE', message);
}
