import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';

import type { Log } from '../../model/log.ts';
import { TRACER_NAME, type TracingPorts } from './tracing.ts';

/** Traces to a collector; `close` sends what is left. */
export interface Traces {
  readonly tracing: TracingPorts;
  close(): Promise<void>;
}

/** A stop waits for the last of them, so it is short. */
const EXPORT_TIMEOUT_MS = 5_000;

/** Sends traces to an OpenTelemetry collector by OTLP over HTTP, as JSON. */
export function exportTraces(endpoint: string, serviceName: string, log: Log): Traces {
  const exporter = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [new BatchSpanProcessor({ exporter: telling(exporter, log) })],
  });
  return {
    tracing: {
      tracer: provider.getTracer(TRACER_NAME),
      propagator: new W3CTraceContextPropagator(),
    },
    close: () => provider.shutdown(),
  };
}

/** OpenTelemetry itself drops in silence what it cannot send. */
function telling(exporter: SpanExporter, log: Log): SpanExporter {
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
