import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';

import type { Log } from '../../model/log.ts';
import { TRACER_NAME, type TracingPorts } from './tracing.ts';

/** An export of traces; `close` sends the remaining spans. */
export interface Traces {
  readonly tracing: TracingPorts;
  close(): Promise<void>;
}

/** Short, because the shutdown waits for the last export. */
const EXPORT_TIMEOUT_MS = 5_000;

/** Sends traces to an OpenTelemetry collector by OTLP over HTTP, as JSON. */
export function exportTraces(endpoint: string, serviceName: string, log: Log): Traces {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter: withWarnings(exporter, log) })],
  });
  return {
    tracing: {
      tracer: provider.getTracer(TRACER_NAME),
      propagator: new W3CTraceContextPropagator(),
    },
    close: () => provider.shutdown(),
  };
}

/** Logs a failed export; by itself, OpenTelemetry drops the spans without a word. */
function withWarnings(exporter: SpanExporter, log: Log): SpanExporter {
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const { error } = result;
        if (error) log.warn('traces not sent', { spans: spans.length, reason: error.message });
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}
