import { describe, expect, test } from 'vitest';

import type { Fault } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway } from '../../support/gateway.ts';

const ONE = '{ tokens(first: 1) { nodes { id } } }';

/** Problem details as Cloudflare's edge sends them for `Accept: application/json`. */
const problem = (
  status: number,
  code: number,
  title: string,
  type = 'application/json',
): Fault => ({
  kind: 'response',
  status,
  body: JSON.stringify({
    type: 'https://developers.cloudflare.com/support/troubleshooting/http-status-codes/',
    title,
    status,
    detail: 'The owner of this website has banned your access.',
    instance: '86f00000000d1234',
    error_code: code,
    cloudflare_error: true,
    retryable: false,
  }),
  headers: { 'content-type': type, 'cf-ray': '86f00000000d1234-LHR' },
});
const page = (status: number, body: string, type = 'text/html'): Fault => ({
  kind: 'response',
  status,
  body,
  headers: { 'content-type': type },
});

/** A fault; and the code, the number and the text of the error that the client sees. */
const TABLE: readonly (readonly [string, Fault, string, number, string])[] = [
  ...[
    [1006, 'Error 1006: Access denied'],
    [1010, 'Error 1010: The owner of this website has banned your access'],
    [1020, 'Error 1020: Access denied'],
  ].map(
    ([code, title]) =>
      [
        `problem details with ${code}`,
        problem(403, Number(code), String(title)),
        'UPSTREAM_INVALID_RESPONSE',
        Number(code),
        String(title),
      ] as const,
  ),
  [
    'problem details of their own type',
    problem(403, 1020, 'Error 1020: Access denied', 'application/problem+json; charset=utf-8'),
    'UPSTREAM_INVALID_RESPONSE',
    1020,
    'Error 1020: Access denied',
  ],
  [
    'problem details of a limit',
    problem(429, 1015, 'Error 1015: You are being rate limited'),
    'RATE_LIMITED',
    1015,
    'Error 1015: You are being rate limited',
  ],
  [
    'a limit at 403',
    problem(403, 1015, 'You are being rate limited'),
    'RATE_LIMITED',
    1015,
    'You are being rate limited',
  ],
  [
    'problem details of a server error',
    problem(522, 522, 'Error 522: Connection timed out'),
    'UPSTREAM_UNAVAILABLE',
    522,
    'Error 522: Connection timed out',
  ],
  [
    'a code without a title',
    {
      kind: 'response',
      status: 403,
      body: JSON.stringify({ error_code: 1020 }),
      headers: { 'content-type': 'application/json' },
    },
    'UPSTREAM_INVALID_RESPONSE',
    1020,
    'Error 1020',
  ],
  [
    'a line of text',
    page(403, 'error code: 1020\n', 'text/plain; charset=UTF-8'),
    'UPSTREAM_INVALID_RESPONSE',
    1020,
    'error code: 1020',
  ],
  [
    'a line of text as HTML',
    page(403, 'error code: 1010'),
    'UPSTREAM_INVALID_RESPONSE',
    1010,
    'error code: 1010',
  ],
  [
    'a page with a code',
    page(
      403,
      '<!DOCTYPE html><html><head>\n<title lang="en">Access denied | api.cloudflare.com</title>' +
        '</head><body><span class="cf-error-type">Error</span>\n<span class="cf-error-code">1020</span>',
    ),
    'UPSTREAM_INVALID_RESPONSE',
    1020,
    'Access denied | api.cloudflare.com',
  ],
  [
    'a page with its status as the code',
    page(502, '<TITLE>api.cloudflare.com | 502: Bad gateway</TITLE>'),
    'UPSTREAM_UNAVAILABLE',
    502,
    'api.cloudflare.com | 502: Bad gateway',
  ],
  [
    'a limit as a page',
    page(429, '<title>Rate limited</title><h1>Error 1015</h1>'),
    'RATE_LIMITED',
    1015,
    'Rate limited',
  ],
  [
    'a text of a proxy',
    page(503, 'upstream connect error or disconnect/reset before headers.', 'text/plain'),
    'UPSTREAM_UNAVAILABLE',
    503,
    'upstream connect error or disconnect/reset before headers.',
  ],
  [
    'a login page at 200 that quotes the API',
    page(200, '<title>Log in</title>error code: 1015'),
    'UPSTREAM_INVALID_RESPONSE',
    200,
    'Log in',
  ],
];

describe('an answer of the edge keeps its status, code and title', () => {
  test.each(TABLE)('%s', async (_name, fault, code, number, title) => {
    const { ask, upstream } = await startGateway({}, { clock: createTestClock() });
    upstream.injectFault(fault, 3);

    const { errors } = await ask(ONE);

    expect(errors[0]?.extensions.code).toBe(code);
    expect(errors[0]?.extensions['cloudflare']).toMatchObject({
      status: fault.kind === 'response' ? fault.status : null,
      errors: [{ code: number, message: title }],
    });
    expect(errors[0]?.message).toContain(`${title} (${number})`);
  });
});

describe('a page is hostile text', () => {
  async function errorsOf(body: string, status = 403): Promise<unknown> {
    const { ask, upstream } = await startGateway({}, { clock: createTestClock() });
    upstream.injectFault(page(status, body), 3);
    const { errors } = await ask(ONE);
    const cloudflare = errors[0]?.extensions['cloudflare'];
    return (cloudflare as { errors: unknown }).errors;
  }

  test.each([
    ['', []],
    ['<html>', []],
    ['<title></title>', []],
    ['<title> \n\u202e </title>', []],
    ['<title', []],
    ['{"result": [{"id": "a"}]}', []],
    [
      '<title>a\u0000b\u001b[31m\u202ec\u2028d\r\ne</title>',
      [{ code: 403, message: 'a b [31m c d e' }],
    ],
    [`<title>${'x'.repeat(900)}</title>`, [{ code: 403, message: 'x'.repeat(200) }]],
    ['x'.repeat(100_000), [{ code: 403, message: 'x'.repeat(200) }]],
    [`${' '.repeat(20_000)}<title>late</title>`, []],
    ['<title>a</title>error code: 99999', [{ code: 403, message: 'a' }]],
  ])('%#', async (body, errors) => {
    expect(await errorsOf(body)).toEqual(errors);
  });

  test('and may quote the credential', async () => {
    const { ask, upstream, logged } = await startGateway();
    const credential = 'quoted_by_a_page_'.padEnd(40, '0');
    upstream.injectFault(page(403, `<title>${'x'.repeat(180)}${credential}</title>`));

    const answer = await ask(ONE, {}, { credential });

    expect(JSON.stringify(answer.errors)).toContain('xxx[credential]');
    expect(JSON.stringify(answer.errors)).not.toContain('quoted_by');
    expect(logged.join()).not.toContain('quoted_by');
  });
});

test('of an envelope’s errors a few are kept, however many and however deep', async () => {
  const { ask, upstream } = await startGateway();
  const chain = (depth: number): string =>
    `${'{"code":1e999,"message":"deep","error_chain":['.repeat(depth)}${']}'.repeat(depth)}`;
  // Short enough to be parsed: `large-answers.test.ts` has longer ones.
  const body = `{"success":false,"errors":[${chain(4_000)},${'5,'.repeat(20_000)}5],"messages":{}}`;
  const headers = { 'content-type': 'application/json' };
  upstream.injectFault({ kind: 'response', status: 400, body, headers });

  const { errors } = await ask(ONE);

  expect(errors[0]?.extensions.code).toBe('UPSTREAM_ERROR');
  expect(JSON.stringify(errors).length).toBeLessThan(10_000);
});

// The patterns for the title and the code of a page may look again at each place where one begins.
test.each(['<title', '<title>', '<title x="', 'error code: ', 'error_code">     ', 'error'])(
  'a page of 15 MB of %j is an error at once',
  async (part) => {
    const { ask, upstream } = await startGateway({}, { clock: createTestClock(), random: () => 0 });
    upstream.injectFault(page(403, part.repeat(15_000_000 / part.length)));

    const { errors } = await ask(ONE);

    expect(errors).toMatchObject([
      { extensions: { code: expect.stringMatching(/^(FORBIDDEN|UPSTREAM_)/) } },
    ]);
  },
);
