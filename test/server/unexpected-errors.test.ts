import { INVALID_SPAN_CONTEXT, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS, DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import type { GatewayPorts } from '../../src/gateway.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { brokenClock, createTestClock } from '../support/clock.ts';
import { PATHS, startGateway, type TestGateway } from '../support/gateway.ts';

const COUNT = '{ tokens { totalCount } }';
const BUG = new Error('a bug of ours');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function fail(): never {
  throw BUG;
}

/** A request that throws when one of its headers is read. */
function requestWithout(name: string, query = COUNT): Request {
  const request = new Request('http://localhost/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${CREDENTIALS.seven}`,
    },
    body: JSON.stringify({ query }),
  });
  const { headers } = request;
  const broken = {
    get: (wanted: string) => (wanted === name ? fail() : headers.get(wanted)),
    has: (wanted: string) => (wanted === name ? fail() : headers.has(wanted)),
    keys: () => headers.keys(),
  };
  return Object.defineProperty(request, 'headers', { value: broken });
}

const unexpected = ({ lines }: TestGateway) =>
  lines.filter(({ message }) => message === 'unexpected error');
const operations = ({ lines }: TestGateway) =>
  lines.filter(({ message }) => message === 'operation');

async function expectUnexpectedError(gateway: TestGateway, response: Response): Promise<void> {
  const requestId = response.headers.get('x-request-id');
  expect(response.status).toBe(500);
  expect(JSON.parse(await response.text())).toEqual({
    errors: [
      {
        message: 'Unexpected error.',
        extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
      },
    ],
  });
  expect(requestId).toMatch(UUID);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
  expect(unexpected(gateway)).toEqual([
    { level: 'error', message: 'unexpected error', fields: { requestId, error: BUG } },
  ]);
  expect(operations(gateway)).toMatchObject([
    { level: 'error', fields: { requestId, status: 500, code: 'INTERNAL_SERVER_ERROR' } },
  ]);
  await expectNothingInFlight(gateway);
}

async function expectNothingInFlight({ gateway }: TestGateway): Promise<void> {
  expect(await gateway.metrics()).toContain('\ngateway_requests_in_flight 0\n');
}

const BROKEN_PORTS: readonly (readonly [string, GatewayPorts])[] = [
  ['a clock', { clock: { ...brokenClock(), now: fail } }],
  [
    'a propagator of traces',
    { tracing: { tracer: trace.getTracer('none'), propagator: { extract: fail, inject() {} } } },
  ],
  [
    'a tracer',
    {
      tracing: {
        tracer: { startSpan: fail, startActiveSpan: fail },
        propagator: { extract: (context) => context, inject() {} },
      },
    },
  ],
];

describe.each(PATHS)('with %s, a bug', (_path, compiledPath) => {
  test.each(BROKEN_PORTS)('in %s is answered with 500 and logged once', async (_port, ports) => {
    const gateway = await startGateway({ compiledPath }, ports);
    const body = JSON.stringify({ query: COUNT });
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${DEMO_CREDENTIAL}`,
    };

    await expectUnexpectedError(
      gateway,
      await gateway.send('/graphql', { method: 'POST', headers, body }),
    );
  });

  test.each(['host', 'content-type', 'content-encoding', 'accept', 'authorization'])(
    'in a rule that reads the header "%s" is answered with 500 and logged once',
    async (name) => {
      // Only a gateway without authentication checks the host.
      const options = name === 'host' ? { demoToken: DEMO_CREDENTIAL } : {};
      const gateway = await startGateway({ compiledPath, ...options });

      await expectUnexpectedError(gateway, await gateway.gateway.fetch(requestWithout(name)));
      expect(gateway.upstream.requests).toHaveLength(0);
    },
  );

  test('does not keep the next request from being served', async () => {
    const gateway = await startGateway({ compiledPath });

    await gateway.gateway.fetch(requestWithout('accept'));
    const { data } = await gateway.ask(COUNT);

    expect(data).toEqual({ tokens: { totalCount: 125 } });
    await expectNothingInFlight(gateway);
  });

  test.each<[string, GatewayPorts]>([
    ['the clock, when it cancels the time limit', { clock: clockThatCannotCancel() }],
    [
      'the tracer, when it ends the trace',
      {
        tracing: {
          tracer: { startSpan: spanThatCannotEnd, startActiveSpan: fail },
          propagator: { extract: (context) => context, inject() {} },
        },
      },
    ],
  ])('in %s after the operation, does not change the response', async (_port, ports) => {
    const gateway = await startGateway({ compiledPath }, ports);

    const { status, data } = await gateway.ask(COUNT);

    expect(status).toBe(200);
    expect(data).toEqual({ tokens: { totalCount: 125 } });
    expect(unexpected(gateway)).toHaveLength(1);
    expect(operations(gateway)).toHaveLength(1);
    await expectNothingInFlight(gateway);
  });
});

const OPERATION_TIMEOUT_MS = 30_000;

/** Timers of calls upstream are cancelled before the response is made, so they must not fail. */
function clockThatCannotCancel(): Clock {
  const clock = createTestClock();
  return {
    ...clock,
    schedule(durationMs, callback) {
      const cancel = clock.schedule(durationMs, callback);
      return durationMs === OPERATION_TIMEOUT_MS ? fail : cancel;
    },
  };
}

function spanThatCannotEnd(): Span {
  const span = trace.wrapSpanContext({
    ...INVALID_SPAN_CONTEXT,
    traceId: 'a'.repeat(32),
    traceFlags: TraceFlags.SAMPLED,
  });
  return Object.assign(span, { isRecording: () => true, setAttributes: fail });
}
