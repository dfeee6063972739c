import {
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api';

import { NO_TRACE, type Trace } from '../model/upstream-observer.ts';

/** The trace of one operation. */
export interface OperationTrace extends Trace {
  end(outcome: string): void;
}

export const TRACER_NAME = 'cloudflare-tokens-gateway';

export interface TracingPorts {
  readonly tracer: Tracer;
  readonly propagator: Pick<TextMapPropagator, 'inject' | 'extract'>;
}

/** What the host program has registered with OpenTelemetry: nothing, where it has not. */
export function globalTracing(): TracingPorts {
  return { tracer: trace.getTracer(TRACER_NAME), propagator: propagation };
}

/** Continues the caller's trace (`traceparent`), or begins one. */
export function traceOperation(
  { tracer, propagator }: TracingPorts,
  headers: Headers,
): OperationTrace {
  const carrier = {
    keys: () => [...headers.keys()],
    get: (_: unknown, key: string) => headers.get(key) ?? undefined,
  };
  const parent = propagator.extract(ROOT_CONTEXT, headers, carrier);
  const span = tracer.startSpan('graphql.operation', { kind: SpanKind.SERVER }, parent);
  if (!span.isRecording()) return { ...NO_TRACE, end() {} };
  const inside = trace.setSpan(parent, span);
  return {
    startCall(path) {
      const attributes = { 'http.request.method': 'GET', 'url.path': path };
      const call = tracer.startSpan(
        'cloudflare.call',
        { kind: SpanKind.CLIENT, attributes },
        inside,
      );
      const sent: Record<string, string> = {};
      propagator.inject(trace.setSpan(inside, call), sent, {
        set: (target: Record<string, string>, key, value) => {
          target[key] = value;
        },
      });
      return { headers: sent, end: (outcome) => end(call, outcome) };
    },
    end: (outcome) => end(span, outcome),
  };
}

function end(span: Span, outcome: string): void {
  span.setAttribute('gateway.outcome', outcome);
  if (outcome !== 'ok' && outcome !== 'OK') span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
