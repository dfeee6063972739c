import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A span as OTLP's JSON has it; attributes as one object. */
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
  /** Every body that came, as text. */
  readonly bodies: readonly string[];
  /** By `service.name`, each span's. */
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

/** An OpenTelemetry collector, as far as OTLP over HTTP goes; it ends with the test. */
export async function startCollector(status = 200): Promise<Collector> {
  const bodies: string[] = [];
  const services: string[] = [];
  const spans: CollectedSpan[] = [];
  const server = createServer(async (request, response) => {
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
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
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
