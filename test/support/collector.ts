import { serve } from './serve.ts';

/** A span in the JSON of OTLP, with its attributes as one object. */
export interface CollectedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly isError: boolean;
  readonly durationMs: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface Collector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint: string;
  /** The text of every request body. */
  readonly bodies: readonly string[];
  /** The `service.name` of each resource. */
  readonly services: readonly string[];
  readonly spans: readonly CollectedSpan[];
}

interface OtlpSpan extends Omit<CollectedSpan, 'isError' | 'durationMs' | 'attributes'> {
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: OtlpAttributes;
  readonly status: { readonly code: number };
}

type OtlpAttributes = readonly {
  readonly key: string;
  readonly value: { readonly stringValue: string };
}[];

interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

/** Starts a server that collects traces by OTLP over HTTP. It is closed when the test ends. */
export async function startCollector(status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const services: string[] = [];
  const spans: CollectedSpan[] = [];
  const endpoint = await serve(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    bodies.push(body);
    if (request.url === '/v1/traces' && request.method === 'POST') {
      const { resourceSpans } = JSON.parse(body) as OtlpRequest;
      for (const { resource, scopeSpans } of resourceSpans) {
        services.push(String(toObject(resource.attributes)['service.name']));
        spans.push(...scopeSpans.flatMap((scope) => scope.spans.map(toSpan)));
      }
    }
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
  return { endpoint, bodies, services, spans };
}

function toSpan(span: OtlpSpan): CollectedSpan {
  const { name, kind, traceId, spanId, parentSpanId, attributes, status } = span;
  const nanos = BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);
  const durationMs = Number(nanos) / 1e6;
  const isError = status.code === 2;
  const rest = { isError, durationMs, attributes: toObject(attributes) };
  return { name, kind, traceId, spanId, parentSpanId, ...rest };
}

function toObject(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
}
