import {
  type Attributes,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api';

import { NO_TRACE, type Trace } from '../../model/upstream-observer.ts';
import type { HeaderReader } from '../http.ts';

/** The trace of one operation. */
export interface OperationTrace extends Trace {
  /** Links the line of the log and the trace; null if no collector is registered. */
  readonly traceId: string | null;
  end(outcome: string, attributes: Attributes): void;
}

export const TRACER_NAME = 'cloudflare-tokens-gateway';

export interface TracingPorts {
  readonly tracer: Tracer;
  readonly propagator: Pick<TextMapPropagator, 'inject' | 'extract'>;
}

/** The tracer that the host program has registered with OpenTelemetry; by default one that does nothing. */
export function globalTracing(): TracingPorts {
  return { tracer: trace.getTracer(TRACER_NAME), propagator: propagation };
}

/** Continues the caller's trace (`traceparent`), or starts one. */
export function traceOperation(
  { tracer, propagator }: TracingPorts,
  headers: HeaderReader,
): OperationTrace {
  const parent = propagator.extract(ROOT_CONTEXT, headers, READ_HEADERS);
  const span = tracer.startSpan('graphql.operation', { kind: SpanKind.SERVER }, parent);
  if (!span.isRecording()) return NO_OPERATION_TRACE;
  const inside = trace.setSpan(parent, span);
  return {
    traceId: span.spanContext().traceId,
    startCall(endpoint) {
      const attributes = { 'http.request.method': 'GET', 'url.template': endpoint };
      const name = `GET ${endpoint}`;
      const call = tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, inside);
      const sent: Record<string, string> = {};
      propagator.inject(trace.setSpan(inside, call), sent, {
        set: (target: Record<string, string>, key, value) => {
          target[key] = value;
        },
      });
      return { headers: sent, end: (outcome) => end(call, outcome) };
    },
    end(outcome, attributes) {
      span.setAttributes(attributes);
      end(span, outcome);
    },
  };
}

const READ_HEADERS: TextMapGetter<HeaderReader> = {
  keys: (headers) => [...headers.keys()],
  get: (headers, key) => headers.get(key) ?? undefined,
};

const NO_OPERATION_TRACE: OperationTrace = { ...NO_TRACE, traceId: null, end() {} };

const NO_ERROR = new Set(['OK', 'ok', 'NOT_FOUND']);

function end(span: Span, outcome: string): void {
  if (!NO_ERROR.has(outcome)) {
    span.setAttribute('error.type', outcome);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}
