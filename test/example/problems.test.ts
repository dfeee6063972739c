import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { expect, test } from 'vitest';

import { problemOf } from '../../examples/tokens-table/src/problems.ts';

/** Those of the README's table that an honest client can meet. */
const CODES = [
  'BAD_USER_INPUT',
  'CURSOR_EXPIRED',
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

function problemWith(extensions: Record<string, unknown>) {
  return problemOf(new CombinedGraphQLErrors({ errors: [{ message: 'why', extensions }] }));
}

test('every code has words of its own, and so has one that is not known', () => {
  const problems = [...CODES, 'OF_A_LATER_VERSION'].map((code) => problemWith({ code }));

  expect(new Set(problems.map(({ title }) => title)).size).toBe(CODES.length + 1);
  expect(problems.map(({ code }) => code)).toEqual([...CODES, 'OF_A_LATER_VERSION']);
});

test('who looks into it gets the message and the ids', () => {
  const extensions = { code: 'UPSTREAM_ERROR', requestId: 'r1', cloudflare: { rayId: '88-LHR' } };

  expect(problemWith(extensions).details).toEqual([
    'why',
    'Cloudflare ray 88-LHR',
    'Request id r1',
  ]);
});

test('an answer that is not the gateway’s, or none, is its absence', () => {
  const response = new Response('Bad gateway', { status: 502 });
  const wrong = new ServerError('wrong', { response, bodyText: 'Bad gateway' });

  expect(problemOf(wrong)).toMatchObject({ code: null, details: ['HTTP status 502'] });
  expect(problemOf(new TypeError('Failed to fetch'))).toMatchObject({ code: null, details: [] });
});
