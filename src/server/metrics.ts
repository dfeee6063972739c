import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { UpstreamObserver } from '../model/upstream-observer.ts';
import type { OperationRecord } from './operation-record.ts';

export interface Metrics extends UpstreamObserver {
  requestStarted(): void;
  requestEnded(): void;
  operationEnded(record: OperationRecord, durationMs: number): void;
  /** In Prometheus's text format. */
  print(): Promise<string>;
}

const DURATIONS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Every metric: its name, what it counts, in which unit. The README's table is checked against it. */
export const METRICS = {
  operations: {
    name: 'gateway_operations_total',
    help: 'Operations, by the code of their first error, or OK.',
  },
  operationSeconds: {
    name: 'gateway_operation_duration_seconds',
    help: 'How long operations took.',
  },
  inFlight: { name: 'gateway_requests_in_flight', help: 'HTTP requests being answered.' },
  upstreamCalls: {
    name: 'gateway_upstream_calls_total',
    help: "Calls to Cloudflare, by outcome: ok, a failure's code, or ABORTED.",
  },
  upstreamSeconds: {
    name: 'gateway_upstream_call_duration_seconds',
    help: 'How long calls to Cloudflare took, retries counted one by one.',
  },
  pages: {
    name: 'gateway_pages_total',
    help: 'Pages for operations, by source: kept in memory, joined with a call under way, or called.',
  },
  budgetLeft: {
    name: 'gateway_budget_left_calls',
    help: 'Calls that the credential with the fewest left may still make in this five minutes.',
  },
} as const;

/** `budgetLeft` says how many calls the credential with the fewest may still make. */
export function createMetrics(budgetLeft: () => number): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const operations = new Counter({ ...METRICS.operations, labelNames: ['code'], registers });
  const buckets = DURATIONS_SECONDS;
  const operationSeconds = new Histogram({ ...METRICS.operationSeconds, buckets, registers });
  const inFlight = new Gauge({ ...METRICS.inFlight, registers });
  const upstreamCalls = new Counter({
    ...METRICS.upstreamCalls,
    labelNames: ['outcome'],
    registers,
  });
  const upstreamSeconds = new Histogram({ ...METRICS.upstreamSeconds, buckets, registers });
  const pages = new Counter({ ...METRICS.pages, labelNames: ['source'], registers });
  new Gauge({
    ...METRICS.budgetLeft,
    registers,
    collect() {
      this.set(budgetLeft());
    },
  });

  return {
    requestStarted: () => inFlight.inc(),
    requestEnded: () => inFlight.dec(),
    operationEnded({ codes, journal }, durationMs) {
      const [code = 'OK'] = codes;
      operations.inc({ code });
      operationSeconds.observe(durationMs / 1_000);
      pages.inc({ source: 'kept' }, journal?.pagesKept ?? 0);
      pages.inc({ source: 'joined' }, journal?.pagesJoined ?? 0);
      pages.inc({ source: 'called' }, journal?.upstreamCalls ?? 0);
    },
    callEnded(outcome, durationMs) {
      upstreamCalls.inc({ outcome });
      upstreamSeconds.observe(durationMs / 1_000);
    },
    print: () => registry.metrics(),
  };
}
