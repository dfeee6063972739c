import { expect, test } from 'vitest';

import { Failure } from '../../examples/tokens-table/src/ask.ts';
import { problemOf } from '../../examples/tokens-table/src/problems.ts';

/** The codes of the README's table that this client can get. */
const CODES = [
  'BAD_USER_INPUT',
  'CURSOR_EXPIRED',
  'LIST_TOO_LONG',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_ERROR',
  'OPERATION_TIMEOUT',
  'INTERNAL_SERVER_ERROR',
];

function problemWith(extensions: object) {
  return problemOf(new Failure({ message: 'why', extensions }, 'HTTP status 200'));
}

test('every code has its own title, and so has an unknown code', () => {
  const problems = [...CODES, 'OF_A_LATER_VERSION'].map((code) => problemWith({ code }));

  expect(new Set(problems.map(({ title }) => title)).size).toBe(CODES.length + 1);
  expect(problems.map(({ code }) => code)).toEqual([...CODES, 'OF_A_LATER_VERSION']);
});

test('the details hold the message and the ids', () => {
  const extensions = { code: 'UPSTREAM_ERROR', requestId: 'r1', cloudflare: { rayId: '88-LHR' } };

  expect(problemWith(extensions).details).toEqual([
    'why',
    'Cloudflare ray 88-LHR',
    'Request id r1',
  ]);
});

test('a response of another server, or no response, has no code', () => {
  const failure = new Failure(null, 'HTTP status 502');

  expect(problemOf(failure)).toMatchObject({ code: null, details: ['HTTP status 502'] });
  expect(problemOf(new TypeError('Failed to fetch'))).toMatchObject({ code: null, details: [] });
});
