import { type Attributes, type HrTime, SpanKind } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';

import { TRACER_NAME, type TracingPorts } from './server/tracing.ts';

/** Traces to a collector; `close` sends what is left. */
export interface Traces {
  readonly tracing: TracingPorts;
  close(): Promise<void>;
}

const EXPORT_TIMEOUT_MS = 10_000;

/**
 * Sends traces to an OpenTelemetry collector by OTLP over HTTP, as JSON. Our
 * own exporter: the official one installs protobufjs with a script of its own.
 */
export function exportTraces(endpoint: string, serviceName: string): Traces {
  const url = `${endpoint}/v1/traces`;
  const exporter: SpanExporter = {
    export(spans, done) {
      send(url, serviceName, spans).then(
        () => done({ code: 0 }),
        (error: Error) => done({ code: 1, error }),
      );
    },
    shutdown: async () => {},
  };
  const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
  return {
    tracing: {
      tracer: provider.getTracer(TRACER_NAME),
      propagator: new W3CTraceContextPropagator(),
    },
    close: () => provider.shutdown(),
  };
}

async function send(url: string, serviceName: string, spans: readonly ReadableSpan[]) {
  const resource = { attributes: toAttributes({ 'service.name': serviceName }) };
  const scopeSpans = [{ scope: { name: TRACER_NAME }, spans: spans.map(toOtlp) }];
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans }] }),
    signal: AbortSignal.timeout(EXPORT_TIMEOUT_MS),
  });
  if (!response.ok) throw new Error(`the collector answered HTTP ${response.status}`);
}

/** https://github.com/open-telemetry/opentelemetry-proto: Span, in its JSON form. */
function toOtlp(span: ReadableSpan) {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    spanId,
    ...(span.parentSpanContext && { parentSpanId: span.parentSpanContext.spanId }),
    name: span.name,
    kind: OTLP_KINDS[span.kind],
    startTimeUnixNano: toNanos(span.startTime),
    endTimeUnixNano: toNanos(span.endTime),
    attributes: toAttributes(span.attributes),
    status: { code: span.status.code },
  };
}

/** One more than OpenTelemetry's own: OTLP's zero says that it is not known. */
const OTLP_KINDS: Readonly<Record<SpanKind, number>> = {
  [SpanKind.INTERNAL]: 1,
  [SpanKind.SERVER]: 2,
  [SpanKind.CLIENT]: 3,
  [SpanKind.PRODUCER]: 4,
  [SpanKind.CONSUMER]: 5,
};

function toNanos([seconds, nanos]: HrTime): string {
  return (BigInt(seconds) * 1_000_000_000n + BigInt(nanos)).toString();
}

function toAttributes(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: { stringValue: String(value) },
  }));
}
