import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

import { brokenClock, createTestClock } from '../support/clock.ts';
import { type ClientError, startGateway } from '../support/gateway.ts';

function sample(name: string): unknown {
  return JSON.parse(
    readFileSync(new URL(`../contract/samples/${name}.json`, import.meta.url), 'utf8'),
  );
}

const FIRST = '{ tokens(first: 1) { nodes { id } } }';

describe('an error of Cloudflare', () => {
  test.each([
    ['error-400-malformed-authorization', 400, 'UNAUTHENTICATED'],
    ['error-400-missing-headers', 400, 'UNAUTHENTICATED'],
    ['error-400-validation', 400, 'UPSTREAM_ERROR'],
    ['error-401-invalid-token-verify', 401, 'UNAUTHENTICATED'],
    ['error-403-invalid-access-token', 403, 'UNAUTHENTICATED'],
    ['error-403-ip-not-allowed', 403, 'FORBIDDEN'],
    ['error-403-missing-permission', 403, 'FORBIDDEN'],
    ['error-403-wrong-token-family', 403, 'FORBIDDEN'],
    ['error-404-unknown-token', 404, 'UPSTREAM_ERROR'],
    ['error-429-rate-limited', 429, 'RATE_LIMITED'],
    // `success: false` is a failure with any HTTP status: Cloudflare has sent error 971 with 200.
    ['error-429-rate-limited', 200, 'RATE_LIMITED'],
    ['error-403-missing-permission', 200, 'FORBIDDEN'],
    ['error-403-invalid-access-token', 200, 'UNAUTHENTICATED'],
  ])('%s with status %i becomes %s', async (name, status, code) => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({ kind: 'response', status, body: sample(name) });

    const { errors, data } = await ask(FIRST);

    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors[0]?.path).toEqual(['tokens']);
    expect(errors[0]?.extensions.code).toBe(code);
    const envelope = sample(name) as { errors: { code: number; message: string }[] };
    expect(errors[0]?.extensions['cloudflare']).toMatchObject({
      status,
      errors: envelope.errors.map(({ code, message }) => ({ code, message })),
      messages: [],
    });
  });

  test.each([
    [
      403,
      9109,
      'Max auth failures reached, please check your Authorization header.',
      'RATE_LIMITED',
    ],
    [400, 9103, 'Unknown X-Auth-Key or X-Auth-Email', 'UNAUTHENTICATED'],
    [400, 1000, 'Invalid API Token', 'UNAUTHENTICATED'],
    [429, 10100, 'More than 1200 requests per 300 seconds reached.', 'RATE_LIMITED'],
    [400, 7003, 'Could not route to /user/tokens', 'UPSTREAM_ERROR'],
    [400, 10000, 'Authentication error', 'UNAUTHENTICATED'],
    [401, 10000, 'Authentication error', 'UNAUTHENTICATED'],
    // At 403 it means a missing permission.
    [403, 10000, 'Authentication error', 'FORBIDDEN'],
    [405, 10000, 'Method not allowed', 'UPSTREAM_ERROR'],
    [400, 10001, 'Authentication error', 'UNAUTHENTICATED'],
    [400, 10001, 'Unable to authenticate request', 'UNAUTHENTICATED'],
    [403, 10001, 'Unable to authenticate request', 'UNAUTHENTICATED'],
    [400, 10001, 'Could not parse the script', 'UPSTREAM_ERROR'],
    [400, 6111, 'Invalid format for Authorization header', 'UNAUTHENTICATED'],
    [400, 6103, 'Invalid format for X-Auth-Key header', 'UNAUTHENTICATED'],
    [400, 1001, 'List tokens endpoint does not support account owned tokens.', 'FORBIDDEN'],
    [400, 1011, 'This endpoint does not support account-owned tokens.', 'FORBIDDEN'],
  ])('%i with code %i %s becomes %s', async (status, number, message, code) => {
    const { ask, upstream } = await startGateway();
    const body = { success: false, errors: [{ code: number, message }] };
    upstream.injectFault({ kind: 'response', status, body });

    const { errors } = await ask(FIRST);

    expect(errors[0]?.extensions.code).toBe(code);
    expect(errors[0]?.message).toContain(message);
  });

  test('503 with 10001 is transient', async () => {
    const { ask, upstream } = await startGateway({}, { clock: createTestClock() });
    const errors = [{ code: 10001, message: 'Unable to authenticate request' }];
    upstream.injectFault({ kind: 'response', status: 503, body: { success: false, errors } }, 3);

    const answer = await ask(FIRST);

    expect(answer.errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(upstream.requests).toHaveLength(3);
  });

  test.each([
    [403, 9109, 'Valid user-level authentication not found', 'user'],
    [400, 1001, 'List tokens endpoint does not support account owned tokens.', 'user'],
    [403, 9109, 'Valid account-level authentication not found', 'account'],
    [400, 1001, 'This endpoint does not support user owned tokens.', 'account'],
  ])('%i with %i %s needs a token of the family %s', async (status, code, message, family) => {
    const { ask, upstream } = await startGateway();
    const body = { success: false, errors: [{ code, message }] };
    upstream.injectFault({ kind: 'response', status, body });

    const { errors } = await ask(FIRST);

    expect(errors[0]?.extensions.code).toBe('FORBIDDEN');
    expect(errors[0]?.message).toMatch(new RegExp(`needs an? ${family}-owned token`));
    expect(errors[0]?.message).toContain(message);
  });

  test('carries the whole envelope, with documentation URL and pointer', async () => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({
      kind: 'response',
      status: 400,
      body: sample('error-400-validation'),
      headers: { 'cf-ray': '86f00000000d1234-LHR' },
    });

    const { errors } = await ask(FIRST);

    expect(errors[0]?.extensions['cloudflare']).toEqual({
      status: 400,
      rayId: '86f00000000d1234-LHR',
      errors: [
        {
          code: 1001,
          message: "Invalid query parameter 'direction'",
          documentationUrl:
            'https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/list/',
          source: { pointer: '/direction' },
        },
      ],
      messages: [],
    });
  });

  test('carries the chain of errors, which names the malformed header', async () => {
    const { ask, upstream } = await startGateway();
    upstream.injectFault({
      kind: 'response',
      status: 400,
      body: sample('error-400-malformed-authorization'),
    });

    const { errors } = await ask(FIRST);

    expect(errors[0]?.extensions['cloudflare']).toMatchObject({
      errors: [
        { errorChain: [{ code: 6111, message: 'Invalid format for Authorization header' }] },
      ],
    });
    expect(errors[0]?.message).toContain('Invalid format for Authorization header (6111)');
  });
});

describe('an error of the gateway itself', () => {
  test.each([
    ['{ tokens(first: 101) { totalCount } }', 'first', '100'],
    ['{ tokens(first: -1) { totalCount } }', 'first', '0'],
    ['{ tokens(last: 101) { totalCount } }', 'last', '100'],
    ['{ tokens(last: -1) { totalCount } }', 'last', '0'],
    ['{ tokens(first: 1, last: 1) { totalCount } }', 'first', 'last'],
    ['{ tokens(after: "nonsense") { totalCount } }', 'after', ''],
    ['{ tokens(before: "") { totalCount } }', 'before', ''],
  ])('%s names the argument and the limit', async (document, argument, limit) => {
    const { ask, upstream } = await startGateway();

    const { errors } = await ask(document);

    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0]?.message).toContain(argument);
    expect(errors[0]?.message).toContain(limit);
    expect(upstream.requests).toHaveLength(0);
  });

  test('refuses more than 100 ids', async () => {
    const { ask, upstream } = await startGateway();
    const ids = Array.from({ length: 101 }, (_, index) => `id${index}`);

    const { errors } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });

    expect(errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(errors[0]?.message).toContain('100');
    expect(upstream.requests).toHaveLength(0);
  });

  test.each([
    ['{ tokens', {}, 'GRAPHQL_PARSE_FAILED'],
    ['{ tokens { secret } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($n: Int!) { tokens(first: $n) { totalCount } }', { n: 'x' }, 'BAD_USER_INPUT'],
    ['query A { __typename } query B { __typename }', {}, 'OPERATION_RESOLUTION_FAILURE'],
  ])('%s with %o is %s', async (document, variables, code) => {
    const { ask } = await startGateway();

    const { errors } = await ask(document, variables);

    expect(errors.length).toBeGreaterThan(0);
    for (const { extensions } of errors) expect(extensions.code).toBe(code);
  });
});

test('a bug shows the request id and nothing else; the log has the error', async () => {
  const { ask, logged } = await startGateway({}, { clock: brokenClock() });

  const { errors } = await ask(FIRST);

  const [{ message, extensions }] = errors as [ClientError];
  expect(message).toBe('Unexpected error.');
  expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: expect.any(String) });
  const [line] = logged.filter((each) => each.includes(String(extensions['requestId'])));
  expect(line).toContain('a bug of ours');
});
