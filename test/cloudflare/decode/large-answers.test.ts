import { describe, expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { PATHS, startGateway } from '../../support/gateway.ts';

const LIST =
  '{ a: tokens(first: 5) { nodes { id } } b: tokens(first: 5) { nodes { id } } nodes(ids: ["x", "y"]) { id } }';
const MEGABYTE = 1_000_000;

const nested = (open: string, close: string, levels: number) =>
  `${open.repeat(levels)}${close.repeat(levels)}`;
const success = (result: string) =>
  `{"success": true, "errors": [], "messages": [], "result": ${result}}`;
const failure = (errors: string, messages = '[]') =>
  `{"success": false, "result": null, "errors": ${errors}, "messages": ${messages}}`;
const notices = (count: number, text: string) =>
  `[${Array(count).fill(`{"code": 1, "message": "${text}", "documentation_url": "${text}"}`).join()}]`;

/** Name, HTTP status, body, code. */
const ANSWERS: readonly (readonly [string, number, string, string])[] = [
  ['14 MB of arrays', 200, success(nested('[', ']', 7 * MEGABYTE)), 'UPSTREAM_INVALID_RESPONSE'],
  [
    '6 MB of objects',
    200,
    success(`${'{"a":'.repeat(MEGABYTE)}1${'}'.repeat(MEGABYTE)}`),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  [
    'six million values',
    200,
    success(
      `[${Array(6 * MEGABYTE)
        .fill('0')
        .join()}]`,
    ),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  [
    'a million rows',
    200,
    success(`[${Array(MEGABYTE).fill('{}').join()}]`),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  [
    'brackets in a text that are no levels',
    400,
    failure(`[{"code": 1, "message": "${'[{'.repeat(MEGABYTE)}\\""}]`),
    'UPSTREAM_ERROR',
  ],
  [
    'a million escapes',
    400,
    failure(`[{"code": 1, "message": "${'\\"'.repeat(MEGABYTE)}"}]`),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  [
    '100,000 rows that cannot be read',
    200,
    success(`[${Array(100_000).fill('{}').join()}]`),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  [
    'the credential, 100,000 times',
    200,
    success(`[${Array(100_000).fill(`"${DEMO_CREDENTIAL}"`).join()}]`),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  ['9 MB of text', 200, success(`"${'x'.repeat(9 * MEGABYTE)}"`), 'UPSTREAM_INVALID_RESPONSE'],
  [
    '50,000 errors',
    400,
    failure(notices(25_000, 'x'.repeat(50)), notices(25_000, 'y'.repeat(50))),
    'UPSTREAM_ERROR',
  ],
  [
    'errors of 100,000 characters',
    400,
    failure(notices(25, 'x'.repeat(100_000))),
    'UPSTREAM_ERROR',
  ],
  [
    'an error chain of 20,000 levels',
    400,
    failure(
      `${'[{"code": 1, "message": "x", "error_chain": '.repeat(20_000)}[]${'}]'.repeat(20_000)}`,
    ),
    'UPSTREAM_INVALID_RESPONSE',
  ],
  [
    'an error chain of 2,000 levels',
    400,
    failure(
      `${'[{"code": 1, "message": "x", "error_chain": '.repeat(2_000)}[]${'}]'.repeat(2_000)}`,
    ),
    'UPSTREAM_ERROR',
  ],
];

describe.each(PATHS)('with %s, an answer of Cloudflare’s', (_path, compiledPath) => {
  test.each(ANSWERS)(
    'with %s makes a short error and a short log',
    async (_name, status, body, code) => {
      const ports = { clock: createTestClock(), random: () => 0 };
      const { ask, upstream, logged } = await startGateway({ compiledPath }, ports);
      const headers = { 'content-type': 'application/json', 'cf-ray': 'r'.repeat(5_000) };
      upstream.onRequest(() =>
        upstream.injectFault({ kind: 'response', status, body: Buffer.from(body), headers }),
      );

      const { errors, extensions } = await ask(LIST);

      expect(new Set(errors.map(({ extensions: { code: each } }) => each))).toEqual(
        new Set([code]),
      );
      for (const { message } of errors) expect(message.length).toBeLessThanOrEqual(1_000);
      expect(JSON.stringify([errors, extensions]).length).toBeLessThan(100_000);
      expect(logged.join('\n').length).toBeLessThan(2_000);
    },
  );

  test('with new messages on every page has at most 20 in its extensions', async () => {
    const { ask, upstream } = await startGateway({ compiledPath });
    let page = 0;
    upstream.onRequest(() => {
      page += 1;
      const messages = Array.from({ length: 20 }, (_, index) => ({
        code: page,
        message: `m${index}`,
      }));
      upstream.injectFault({
        kind: 'response',
        status: 200,
        body: { success: true, errors: [], messages, result: [], result_info: { total_count: 0 } },
      });
    });

    const { extensions } = await ask(
      '{ a: tokens(direction: ASC) { totalCount } b: tokens(direction: DESC) { totalCount } }',
    );

    expect(page).toBe(2);
    expect(extensions).toMatchObject({ cloudflare: { messages: { length: 20 } } });
  });
});
