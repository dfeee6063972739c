import { expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../../src/emulator/index.ts';
import { exportTraces } from '../../../src/server/telemetry/otlp.ts';
import { createTestClock } from '../../support/clock.ts';
import { type CollectedSpan, type Collector, startCollector } from '../../support/collector.ts';
import { fenced, madePart } from '../../support/documents.ts';
import { startGateway } from '../../support/gateway.ts';
import { readableDemo } from '../../support/readable-demo.ts';

const COUNT = 'query Count { tokens { totalCount } }';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CALLER_SPAN = 'b7ad6b7169203331';
const TRACEPARENT = { traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-01` };

/** Starts a gateway that sends traces to a collector; `collect` flushes them and returns the collector. */
async function startTraced() {
  const collector = await startCollector();
  const warnings: string[] = [];
  const log = { info() {}, warn: (message: string) => void warnings.push(message), error() {} };
  const { tracing, close } = exportTraces(collector.endpoint, 'a-gateway', log);
  const gateway = await startGateway({}, { tracing, clock: createTestClock() });
  async function collect(): Promise<Collector> {
    await close();
    return collector;
  }
  return { ...gateway, collect, warnings };
}

function spanOf({ spans }: Collector, kind: number): CollectedSpan {
  const [span] = spans.filter((each) => each.kind === kind);
  if (span === undefined) throw new Error(`no span of kind ${kind}`);
  return span;
}

const SERVER = 2;
const CLIENT = 3;

test('a trace continues from the caller into each call', async () => {
  const { ask, upstream, lines, collect } = await startTraced();

  const { headers } = await ask(COUNT, {}, { headers: TRACEPARENT });

  const collector = await collect();
  const operation = spanOf(collector, SERVER);
  const call = spanOf(collector, CLIENT);
  expect(collector.spans).toHaveLength(2);
  expect(collector.services).toEqual(['a-gateway']);
  expect(operation).toMatchObject({
    name: 'graphql.operation',
    traceId: TRACE_ID,
    parentSpanId: CALLER_SPAN,
    isError: false,
    attributes: {
      'gateway.request_id': headers.get('x-request-id'),
      'graphql.operation.name': 'Count',
      'graphql.document.hash': lines[0]?.fields['documentHash'],
    },
  });
  expect(call).toMatchObject({
    name: 'GET /user/tokens',
    traceId: TRACE_ID,
    parentSpanId: operation.spanId,
    isError: false,
    attributes: { 'http.request.method': 'GET', 'url.template': '/user/tokens' },
  });
  expect(upstream.requests[0]?.headers['traceparent']).toBe(`00-${TRACE_ID}-${call.spanId}-01`);
  expect(lines[0]?.fields['traceId']).toBe(TRACE_ID);
});

test.each([
  ['none', {}],
  ['a malformed one', { traceparent: `00-${TRACE_ID}-xyz-01` }],
  ['one of zeros', { traceparent: `00-${'0'.repeat(32)}-${CALLER_SPAN}-01` }],
])('if the caller sends %s, a new trace begins', async (_name, headers) => {
  const { ask, lines, collect } = await startTraced();

  await ask(COUNT, {}, { headers });

  const { traceId, parentSpanId } = spanOf(await collect(), SERVER);
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(traceId).not.toBe(TRACE_ID);
  expect(parentSpanId || null).toBeNull();
  expect(lines[0]?.fields['traceId']).toBe(traceId);
});

test('a request with the sampled flag off is not traced', async () => {
  const { ask, upstream, lines, collect } = await startTraced();

  await ask(COUNT, {}, { headers: { traceparent: `00-${TRACE_ID}-${CALLER_SPAN}-00` } });

  expect((await collect()).spans).toEqual([]);
  expect(upstream.requests[0]?.headers).not.toHaveProperty('traceparent');
  expect(lines[0]?.fields['traceId']).toBeUndefined();
});

test('each attempt is a span of its own, with the code of its error', async () => {
  const { ask, upstream, collect } = await startTraced();
  upstream.injectFault({ kind: 'reset' }, 1);

  await ask(COUNT);

  const calls = (await collect()).spans.filter(({ kind }) => kind === CLIENT);
  expect(calls.map(({ isError, attributes }) => [isError, attributes['error.type']])).toEqual([
    [true, 'UPSTREAM_UNAVAILABLE'],
    [false, undefined],
  ]);
});

test('the span of a failed operation has its code', async () => {
  const { ask, collect } = await startTraced();

  await ask('{ tokens(first: 101) { totalCount } }');

  const operation = spanOf(await collect(), SERVER);
  expect(operation.isError).toBe(true);
  expect(operation.attributes['error.type']).toBe('BAD_USER_INPUT');
});

test('a span names the endpoint, not the id of the token', async () => {
  const { ask, upstream, collect } = await startTraced();
  const [{ id }] = upstream.credential(DEMO_CREDENTIAL).tokens as [{ id: string }];

  await ask('query ($id: ID!) { token(id: $id) { id } }', { id });

  const collector = await collect();
  expect(spanOf(collector, CLIENT).name).toBe('GET /user/tokens/{token_id}');
  expect(collector.bodies.join()).not.toContain(id);
});

test('no trace is made or sent if none is collected', async () => {
  const { ask, upstream, lines } = await startGateway();

  await ask(COUNT, {}, { headers: TRACEPARENT });

  expect(upstream.requests[0]?.headers).not.toHaveProperty('traceparent');
  expect(lines[0]?.fields['traceId']).toBeUndefined();
});

test('a collector that fails harms no response, and the log says so', async () => {
  const collector = await startCollector(400);
  const warnings: unknown[] = [];
  const log = { info() {}, warn: (...line: unknown[]) => void warnings.push(line), error() {} };
  const { tracing, close } = exportTraces(collector.endpoint, 'a-gateway', log);
  const { ask } = await startGateway({}, { tracing });

  expect((await ask(COUNT)).data).toEqual({ tokens: { totalCount: 125 } });
  await close().catch(() => {});

  expect(collector.bodies).toHaveLength(1);
  expect(warnings).toEqual([
    ['traces not sent', { spans: 2, reason: expect.stringMatching(/Bad Request/) }],
  ]);
});

/** `npm run documents` writes the current trace into the guide. */
test('the operations guide shows a trace as it comes out', async () => {
  const { ask, collect, upstream } = await startTraced();
  readableDemo(upstream);

  await ask('query Walk { tokens(first: 100, direction: DESC) { nodes { name } } }');

  const shown = fenced('text', draw(await collect()));
  const written = madePart('docs/operations.md', 'trace', shown);

  expect(withoutIdsAndTimes(written), 'stale: npm run documents').toBe(withoutIdsAndTimes(shown));
});

/** Draws each span below its parent, with its attributes. */
function draw({ spans }: Collector): string {
  const below = (parent: string | undefined, indent: string): readonly string[] =>
    spans
      .filter(({ parentSpanId }) => (parentSpanId || undefined) === parent)
      .flatMap(({ name, spanId, durationMs, attributes }) => [
        `${indent}${name}  ${durationMs.toFixed(1)} ms  span ${spanId}`,
        ...Object.entries(attributes).map(([key, value]) => `${indent}    ${key}=${value}`),
        ...below(spanId, `${indent}  `),
      ]);
  return [`trace ${spans[0]?.traceId}`, ...below(undefined, '')].join('\n');
}

/** Removes ids and times, which differ in every run. */
function withoutIdsAndTimes(text: string): string {
  return text
    .replace(/\d+\.\d ms/g, 'N ms')
    .replace(/(trace|span) [0-9a-f]+/g, '$1 ID')
    .replace(/request_id=\S+/g, 'request_id=ID');
}
