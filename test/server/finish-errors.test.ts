import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';

import { createFinishErrors } from '../../src/server/finish-errors.ts';
import { createLogEntry } from '../../src/server/telemetry/request-log.ts';

const LOG = { info() {}, warn() {}, error() {} };
const finish = createFinishErrors(LOG, false);
const logEntry = createLogEntry(new Headers());

// A pattern took the square of the number of its starts: more than a minute for these.
test('a suggestion is removed in the time of the message’s length', () => {
  const words = ' Did you mean '.repeat(200_000);

  for (const message of [words, `${words}"tokens"?`, `${words}?\n"tokens"`, `?${words}`]) {
    const { errors } = finish([new GraphQLError(message)], 0, logEntry);
    expect(errors[0]?.message.length).toBeLessThanOrEqual(1_000);
  }
  const [short] = finish([new GraphQLError('No "x". Did you mean "y"?')], 0, logEntry).errors;
  expect(short?.message).toBe('No "x".');
});
