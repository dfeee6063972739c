import { createServer } from 'node:http';
import { connect } from 'node:net';
import fc from 'fast-check';
import { buildClientSchema, getIntrospectionQuery } from 'graphql';
import { expect, onTestFinished, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { mutated, operations } from '../support/operations.ts';
import { type ArbitraryRequest, headerValue, requests } from '../support/requests.ts';
import { listen } from '../support/serve.ts';

/** Every run makes the same requests. fast-check prints the seed and the path to a failure. */
const SEED = 20_261_124;
const REQUESTS = 2_000;
const BATCHES = 8;
const REQUESTS_PER_BATCH = 50;

const SECRETS = [DEMO_CREDENTIAL, CREDENTIALS.empty, CREDENTIALS.expired, 'x'.repeat(40)];

/** Starts a gateway with every optional feature on, and an arbitrary operation for it. */
async function open() {
  const gateway = await startGateway({
    cacheTtlMs: 3_600_000,
    demoToken: DEMO_CREDENTIAL,
    corsOrigins: ['https://app.example.com'],
    documents: { automatic: true, trusted: { known: '{ __typename }' } },
  });
  const introspection = await gateway.ask(getIntrospectionQuery());
  const first = await gateway.ask('{ tokens(first: 5) { edges { cursor node { id } } } }');
  const texts: string[] = first.data.tokens.edges.flatMap(
    ({ cursor, node }: { cursor: string; node: { id: string } }) => [cursor, node.id],
  );
  const operation = operations(buildClientSchema(introspection.data), texts);

  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return { ...gateway, operation, unhandled };
}

/** Signs of a bug or of the source code, which no response may show. */
const INTERNALS =
  /INTERNAL_SERVER_ERROR|Unexpected error|node_modules|file:\/\/|\n\s+at |\.[jt]s:\d+/;

async function expectHealthy({ ask, logged }: TestGateway, unhandled: readonly unknown[]) {
  expect(unhandled).toEqual([]);
  expect(logged.filter((line) => line.startsWith('unexpected error'))).toEqual([]);
  const { data, errors } = await ask(
    '{ tokens { totalCount } }',
    {},
    { credential: CREDENTIALS.seven },
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({ tokens: { totalCount: 7 } });
}

test(`${REQUESTS} random and mutated requests are answered or refused, and none causes a bug`, async () => {
  const { operation, unhandled, ...rest } = await open();
  const codes = new Set<string>();

  async function sendRequest({ method, path, headers, body }: ArbitraryRequest): Promise<void> {
    const request = new Request(`http://localhost${path}`, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      body,
    });
    const response = await rest.gateway.fetch(request);
    expect(response.status).toBeLessThan(500);
    const text = await response.text();
    expect(text).not.toMatch(INTERNALS);
    if (!response.headers.get('content-type')?.includes('json')) return;
    if (path.startsWith('/health') || path.startsWith('/ready') || method === 'HEAD') return;
    const { errors = [] } = JSON.parse(text);
    codes.add(errors.length === 0 ? 'OK' : '');
    for (const error of errors) {
      expect(error.message).toEqual(expect.any(String));
      expect(error.extensions.code).toMatch(/^[A-Z_]+$/);
      codes.add(error.extensions.code);
    }
  }

  await fc.assert(fc.asyncProperty(requests(operation, SECRETS), sendRequest), {
    seed: SEED,
    numRuns: REQUESTS,
  });
  await expectHealthy(rest, unhandled);
  // The requests must reach every part of the gateway, or they prove nothing.
  for (const code of EXPECTED_CODES) expect([...codes]).toContain(code);
}, 60_000);

const EXPECTED_CODES = [
  ...[
    'OK',
    'BAD_USER_INPUT',
    'UNAUTHENTICATED',
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ...['BAD_REQUEST', 'METHOD_NOT_ALLOWED', 'UNSUPPORTED_MEDIA_TYPE', 'NOT_ACCEPTABLE'],
  ...[
    'PREFLIGHT_REQUIRED',
    'MISDIRECTED_REQUEST',
    'PERSISTED_QUERY_NOT_FOUND',
    'TOKEN_LIMIT_EXCEEDED',
  ],
  ...['PERSISTED_QUERY_HASH_MISMATCH', 'OPERATION_RESOLUTION_FAILURE'],
];

test(`${BATCHES * REQUESTS_PER_BATCH} requests of damaged bytes do not stop the server`, async () => {
  const { operation, unhandled, ...rest } = await open();
  // An incomplete request is cut off soon, and a connection serves one request.
  const limits = {
    ...{ requestTimeout: 200, headersTimeout: 200, connectionsCheckingInterval: 50 },
    keepAliveTimeout: 50,
  };
  const server = createServer(limits, (request, response) => {
    response.shouldKeepAlive = false;
    rest.gateway.listener(request, response);
  });
  const port = Number(new URL(await listen(server)).port);
  const statuses = new Set<string>();

  function exchange(bytes: Buffer): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      let received = '';
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(received));
      socket.write(bytes);
    });
  }

  const batches = fc.array(requestBytes(requests(operation, SECRETS)), {
    minLength: REQUESTS_PER_BATCH,
    maxLength: REQUESTS_PER_BATCH,
  });
  await fc.assert(
    fc.asyncProperty(batches, async (batch) => {
      for (const response of await Promise.all(batch.map(exchange))) {
        expect(response).not.toMatch(/^HTTP\/1\.1 5/);
        expect(response).not.toMatch(INTERNALS);
        statuses.add(response.slice(9, 12));
      }
    }),
    { seed: SEED, numRuns: BATCHES, endOnFailure: true },
  );
  await expectHealthy(rest, unhandled);
  expect([...statuses]).toEqual(expect.arrayContaining(['200', '400', '403', '404', '408', '421']));
}, 60_000);

/** Requests as bytes, with parts that Fetch would not send: two Hosts, two lengths, noise. */
function requestBytes(request: fc.Arbitrary<ArbitraryRequest>): fc.Arbitrary<Buffer> {
  const host = fc.oneof(
    { weight: 5, arbitrary: fc.constant('localhost') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('[::1', 'a b', '', 'localhost:', 'x\r\nHost: y', '%00'),
    },
    { weight: 1, arbitrary: headerValue },
  );
  const extra = fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        ...['Transfer-Encoding: chunked\r\n', 'Transfer-Encoding: x\r\n', 'Content-Length: 3\r\n'],
        ...['Content-Length: -1\r\n', 'Expect: 100-continue\r\n', 'Upgrade: h2c\r\n', 'X: \0\r\n'],
        ...[
          'Connection: Upgrade\r\nUpgrade: websocket\r\n',
          `X: ${'y'.repeat(20_000)}\r\n`,
          ' X: 1\r\n',
        ],
      ),
    },
  );
  const target = fc.constantFrom('', '', '', '', 'http://evil.example', '*', '//', '/../', '?');
  const whole = fc.tuple(request, host, extra, target).map(([one, name, more, before]) => {
    const { method, path, headers, body } = one;
    const content = Buffer.from(body ?? '').toString('latin1');
    const lines = headers
      .filter(([each]) => each !== 'host')
      .map(([each, value]) => `${each}: ${value}\r\n`);
    return (
      `${method} ${before}${path} HTTP/1.1\r\nHost: ${name}\r\n${lines.join('')}${more}` +
      `Content-Length: ${content.length}\r\n\r\n${content}`
    );
  });
  const text = fc.oneof({ weight: 3, arbitrary: whole }, { weight: 1, arbitrary: mutated(whole) });
  return text.map((each) => Buffer.from(each, 'latin1'));
}
