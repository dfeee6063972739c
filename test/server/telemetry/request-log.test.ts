import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { brokenClock, createTestClock } from '../../support/clock.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { signJwt, startIssuer } from '../../support/issuer.ts';
import { sendBytes, serve } from '../../support/serve.ts';

const COUNT = '{ tokens { totalCount } }';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** The only line that an operation logged. */
function lineOf({ lines }: TestGateway): Readonly<Record<string, unknown>> {
  const operations = lines.filter(({ message }) => message === 'operation');
  expect(operations).toHaveLength(1);
  const [line] = operations;
  return { level: line?.level, ...line?.fields };
}

describe('an operation logs one line', () => {
  test('with its name, the hash of its document and its calls; without variables and arguments', async () => {
    const gateway = await startGateway();
    const document =
      'query First($id: ID!) { tokens(first: 7) { totalCount } token(id: $id) { id } }';

    const [{ id }] = gateway.upstream.credential(DEMO_CREDENTIAL).tokens as [{ id: string }];
    await gateway.ask(document, { id }, { headers: { 'x-request-id': 'a:1' } });

    expect(lineOf(gateway)).toEqual({
      level: 'info',
      requestId: 'a:1',
      operationName: 'First',
      documentHash: sha256(document),
      status: 200,
      code: 'OK',
      durationMs: expect.any(Number),
      upstreamCalls: 2,
      cacheHits: 0,
      coalesced: 0,
    });
    expect(gateway.logged.join()).not.toMatch(new RegExp(`${id}|totalCount|Bearer`));
  });

  test('that counts a page that two different documents share as coalesced for one of them', async () => {
    const gateway = await startGateway();

    await Promise.all([
      gateway.ask('{ tokens(first: 5) { totalCount } }'),
      gateway.ask('{ tokens(first: 5) { totalCount pageInfo { hasNextPage } } }'),
    ]);

    const costs = gateway.lines.map(({ fields }) => [fields['upstreamCalls'], fields['coalesced']]);
    expect(costs.sort()).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  test('that counts calls, cached pages and coalesced pages separately', async () => {
    const gateway = await startGateway({ cacheTtlMs: 60_000 });

    await Promise.all([gateway.ask(COUNT), gateway.ask(COUNT)]);
    await gateway.ask(COUNT);

    const costs = gateway.lines.map(({ fields }) => [
      fields['upstreamCalls'],
      fields['coalesced'],
      fields['cacheHits'],
    ]);
    expect(costs.sort()).toEqual([
      [0, 0, 1],
      [0, 1, 0],
      [1, 0, 0],
    ]);
  });

  test('with the name of the requested operation, if the document has several', async () => {
    const gateway = await startGateway();
    const body = { query: 'query A { __typename } query B { __typename }', operationName: 'B' };

    await gateway.post(JSON.stringify(body));

    expect(lineOf(gateway)).toMatchObject({ operationName: 'B', code: 'OK' });
  });

  test('with a long name cut off', async () => {
    const gateway = await startGateway();

    await gateway.ask(`query ${'A'.repeat(250)} { __typename }`);

    expect(lineOf(gateway)).toMatchObject({ operationName: 'A'.repeat(128) });
  });

  test.each([
    ['{ tokens', 'GRAPHQL_PARSE_FAILED'],
    ['{ secret }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ tokens(first: 101) { totalCount } }', 'BAD_USER_INPUT'],
  ])('also if the operation fails: %s', async (document, code) => {
    const gateway = await startGateway();

    await gateway.ask(document);

    expect(lineOf(gateway)).toMatchObject({ level: 'info', code });
  });

  test.each([
    ['invalid JSON', { body: '{', 'content-type': 'application/json' }, 400, 'BAD_REQUEST'],
    ['a form', { body: 'query=x', 'content-type': 'text/plain' }, 403, 'PREFLIGHT_REQUIRED'],
    [
      'a response that is an image',
      { body: '{"query":"{__typename}"}', accept: 'image/png' },
      406,
      'NOT_ACCEPTABLE',
    ],
    ['XML', { body: '<x/>', 'content-type': 'text/xml' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      'too much',
      { body: `"${'x'.repeat(100_000)}"`, 'content-type': 'application/json' },
      413,
      'PAYLOAD_TOO_LARGE',
    ],
  ])(
    'also if the request never reaches GraphQL: %s',
    async (_name, { body, ...headers }, status, code) => {
      const gateway = await startGateway();

      const response = await gateway.post(body, headers);

      expect(response.status).toBe(status);
      expect(lineOf(gateway)).toMatchObject({ level: 'info', status, code });
    },
  );

  test('and other requests log none', async () => {
    const gateway = await startGateway();

    for (const path of ['/health', '/ready', '/', '/elsewhere']) {
      await gateway.send(path);
    }

    expect(gateway.lines).toEqual([]);
  });
});

describe('the level shows who must act', () => {
  test.each([
    ['a reset', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE', ['ECONNRESET']],
    [
      'a 502 without an envelope',
      {
        kind: 'response',
        status: 502,
        body: '<html>',
        headers: { 'cf-ray': '86f00000000d1234-LHR' },
      },
      'UPSTREAM_UNAVAILABLE',
      ['HTTP 502, ray 86f00000000d1234-LHR'],
    ],
    [
      'a spent limit',
      {
        kind: 'response',
        status: 429,
        body: { success: false, errors: [{ code: 971, message: 'too fast' }] },
        headers: { 'retry-after': '60' },
      },
      'RATE_LIMITED',
      ['HTTP 429, code 971'],
    ],
    [
      'a refusal of the edge',
      {
        kind: 'response',
        status: 403,
        body: { error_code: 1020, title: 'Error 1020: Access denied', detail: 'a firewall rule' },
        headers: { 'cf-ray': '86f00000000d1234-LHR' },
      },
      'UPSTREAM_INVALID_RESPONSE',
      ['HTTP 403, code 1020, Error 1020: Access denied, ray 86f00000000d1234-LHR'],
    ],
    [
      'a page of the edge',
      {
        kind: 'response',
        status: 522,
        body: '<title>api.cloudflare.com | 522: Timed\n out</title>',
      },
      'UPSTREAM_UNAVAILABLE',
      ['HTTP 522, api.cloudflare.com | 522: Timed out'],
    ],
    [
      'a compression that the gateway does not read',
      { kind: 'response', status: 200, body: '', headers: { 'content-encoding': 'zstd' } },
      'UPSTREAM_INVALID_RESPONSE',
      ['HTTP 200, its content encoding is zstd, which this gateway does not read'],
    ],
  ] as const)('%s is a warning, with its reason', async (_name, fault, code, reasons) => {
    const gateway = await startGateway({}, { clock: createTestClock() });
    gateway.upstream.injectFault(fault, 3);

    await gateway.ask(COUNT);

    expect(lineOf(gateway)).toMatchObject({ level: 'warn', code, reasons });
  });

  test('an address without a listener is logged by the code of the system', async () => {
    const gateway = await startGateway({}, { clock: createTestClock() });
    await gateway.upstream.close();

    await gateway.ask(COUNT);

    expect(lineOf(gateway)).toMatchObject({ level: 'warn', reasons: ['ECONNREFUSED'] });
  });

  test('a reason quotes no text of Cloudflare’s', async () => {
    const gateway = await startGateway();
    const errors = [{ code: 1234, message: 'said in confidence' }];
    const headers = { 'cf-ray': 'said in confidence' };
    gateway.upstream.injectFault({
      kind: 'response',
      status: 400,
      body: { success: false, errors },
      headers,
    });

    await gateway.ask(COUNT);

    expect(lineOf(gateway)).toMatchObject({ reasons: ['HTTP 400, code 1234'] });
    expect(gateway.logged.join()).not.toContain('confidence');
  });

  test('a caller’s bad credential is information, a bad gateway token is a warning', async () => {
    const passthrough = await startGateway();
    const withGatewayToken = await startGateway({
      gatewayToken: CREDENTIALS.expired,
      apiKeyHashes: [sha256('a-key')],
    });

    await passthrough.ask(COUNT, {}, { credential: CREDENTIALS.expired });
    await withGatewayToken.ask(COUNT, {}, { credential: 'a-key' });

    expect(lineOf(passthrough)).toMatchObject({ level: 'info', code: 'UNAUTHENTICATED' });
    expect(lineOf(withGatewayToken)).toMatchObject({ level: 'warn', code: 'UNAUTHENTICATED' });
  });

  test('public keys that cannot be read are a warning, with its reason', async () => {
    const { jwt, issuer } = await startIssuer();
    const gateway = await startGateway({ gatewayToken: CREDENTIALS.seven, jwt });
    const credential = await signJwt(jwt, Date.now());
    await issuer.close();

    await gateway.ask(COUNT, {}, { credential });

    expect(lineOf(gateway)).toMatchObject({
      level: 'warn',
      code: 'AUTHENTICATION_UNAVAILABLE',
      reasons: ['ECONNREFUSED'],
    });
  });

  test('a bug is an error', async () => {
    const gateway = await startGateway({}, { clock: brokenClock() });

    await gateway.ask(COUNT);

    expect(lineOf(gateway)).toMatchObject({ level: 'error', code: 'INTERNAL_SERVER_ERROR' });
  });
});

test('the line names the key or the subject of the JWT, not the credential', async () => {
  const { jwt } = await startIssuer();
  const gateway = await startGateway({
    gatewayToken: CREDENTIALS.seven,
    apiKeyHashes: [sha256('a-key')],
    jwt,
  });
  const token = await signJwt(jwt, Date.now());

  await gateway.ask(COUNT, {}, { credential: 'a-key' });
  await gateway.ask(COUNT, {}, { credential: token });

  expect(gateway.lines.map(({ fields }) => fields['caller'])).toEqual([
    `key ${sha256('a-key').slice(0, 8)}`,
    'jwt dashboard',
  ]);
  for (const secret of ['a-key', token, CREDENTIALS.seven]) {
    expect(gateway.logged.join()).not.toContain(secret);
  }
});

test.each([
  ['characters that turn the text', 'a\u202eb\u2066c', 'jwt a\ufffdb\ufffdc'],
  ['separators of lines', 'a\u2028b\u2029c\nd', 'jwt a\ufffdb\ufffdc\ufffdd'],
  ['tags that nobody sees', 'a\u{e0041}b', 'jwt a\ufffdb'],
  ['half a character', 'a\ud800b', 'jwt a\ufffdb'],
  ['8,000 characters', 'a'.repeat(8_000), `jwt ${'a'.repeat(124)}`],
])('the line shows a subject with %s as harmless text', async (_name, subject, shown) => {
  const { jwt } = await startIssuer();
  const gateway = await startGateway({ gatewayToken: CREDENTIALS.seven, jwt });

  await gateway.ask(COUNT, {}, { credential: await signJwt(jwt, Date.now(), subject) });

  expect(gateway.lines.map(({ fields }) => fields['caller'])).toEqual([shown]);
});

describe('the request id', () => {
  const SECRET = 'a_secret_in_a_header_of_another_form';

  test.each(['a', 'x'.repeat(128), '0af7651916cd43dd8448eb211c80319c', 'A-1_b.c:d'])(
    'is the one of the caller if it is safe: %s',
    async (requestId) => {
      const gateway = await startGateway();

      const { headers } = await gateway.ask(COUNT, {}, { headers: { 'x-request-id': requestId } });

      expect(headers.get('x-request-id')).toBe(requestId);
      expect(lineOf(gateway)).toMatchObject({ requestId });
    },
  );

  test.each([
    ['none', {}],
    ['an empty one', { 'x-request-id': '' }],
    ['one that is too long', { 'x-request-id': 'x'.repeat(129) }],
    ['one of two words', { 'x-request-id': 'a b' }],
    ['one that would be markup', { 'x-request-id': '<script>' }],
    ['one that would be JSON', { 'x-request-id': '","level":"error' }],
    ['one with an escape', { 'x-request-id': '\\u001b[31m' }],
    ['one with letters of Latin 1', { 'x-request-id': 'é' }],
    ['the credential itself', { 'x-request-id': DEMO_CREDENTIAL }],
    ['one around the credential', { 'x-request-id': `id-${DEMO_CREDENTIAL}` }],
    ...[
      `Bearer\t${SECRET}`,
      `Bearer ${SECRET} twice`,
      `Bearer "${SECRET}"`,
      `Bearer ${SECRET}==`,
    ].map(
      (authorization) =>
        [
          `the credential of a header "${authorization}"`,
          { authorization, 'x-request-id': SECRET },
        ] as const,
    ),
  ])('is a new one if the caller sends %s', async (_name, headers) => {
    const gateway = await startGateway();

    const response = await gateway.ask(COUNT, {}, { headers });

    expect(response.headers.get('x-request-id')).toMatch(UUID);
    expect(lineOf(gateway)).toMatchObject({ requestId: response.headers.get('x-request-id') });
  });

  test.each([
    ['a line feed', 'x-request-id: a\nx-forged: 1'],
    ['a folded line', 'x-request-id: a\r\n b'],
    ['a carriage return', 'x-request-id: a\rx-forged: 1'],
    ['a null', 'x-request-id: a\0b'],
    ['two headers', 'x-request-id: a\r\nx-request-id: b'],
    ['UTF-8', 'x-request-id: \u2028id'],
    ['an encoded line feed', 'x-request-id: a%0d%0ax-forged:%201'],
  ])('cannot forge a header or a line with %s on the wire', async (_name, header) => {
    const gateway = await startGateway();
    const response = await sendRaw(gateway, header);

    const [head = ''] = response.split('\r\n\r\n');
    expect(head).not.toMatch(/^x-forged/im);
    // Either the HTTP parser rejects the request, or the gateway makes a new id.
    if (!head.startsWith('HTTP/1.1 400')) {
      expect(/^x-request-id: (.*)$/im.exec(head)?.[1]).toMatch(UUID);
      expect(lineOf(gateway)['requestId']).toMatch(UUID);
    } else {
      expect(gateway.lines).toEqual([]);
    }
  });

  test('is in every response', async () => {
    const { send } = await startGateway();

    for (const path of ['/graphql', '/health', '/ready', '/', '/elsewhere']) {
      const { headers } = await send(path);
      expect(headers.get('x-request-id')).toMatch(UUID);
    }
  });
});

/** Sends header bytes that no correct client would send; returns the raw response. */
async function sendRaw({ gateway }: TestGateway, header: string): Promise<string> {
  const body = JSON.stringify({ query: '{ __typename }' });
  return sendBytes(
    await serve(gateway.listener),
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${header}\r\n` +
      `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
