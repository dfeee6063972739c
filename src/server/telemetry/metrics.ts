import { Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { UpstreamObserver } from '../../model/upstream-observer.ts';
import type { RequestLogEntry } from './request-log.ts';

export interface Metrics extends UpstreamObserver {
  requestStarted(): void;
  requestEnded(): void;
  operationEnded(entry: RequestLogEntry, durationMs: number): void;
  /** Prometheus's text format. */
  print(): Promise<string>;
}

const DURATIONS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

export interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly labelNames?: readonly string[];
  readonly help: string;
}

/** Every metric. `npm run documents` makes the README's table from them. */
export const METRICS = {
  operations: {
    name: 'gateway_operations_total',
    type: 'counter',
    unit: 'operations',
    labelNames: ['code'],
    help: 'Operations, by the code of their first error; OK if there is none.',
  },
  operationSeconds: {
    name: 'gateway_operation_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of operations.',
  },
  inFlight: {
    name: 'gateway_requests_in_flight',
    type: 'gauge',
    unit: 'requests',
    help: 'HTTP requests that are not answered yet.',
  },
  upstreamCalls: {
    name: 'gateway_upstream_calls_total',
    type: 'counter',
    unit: 'calls',
    labelNames: ['outcome'],
    help: 'Calls to Cloudflare, by outcome: ok, NOT_FOUND, ABORTED or the code of the error.',
  },
  upstreamSeconds: {
    name: 'gateway_upstream_call_duration_seconds',
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of calls to Cloudflare; each retry is a call.',
  },
  pages: {
    name: 'gateway_pages_total',
    type: 'counter',
    unit: 'pages',
    labelNames: ['source'],
    help: 'Pages for operations, by source: cached, coalesced (with a call in flight) or called (retries included).',
  },
  rateLimitRemaining: {
    name: 'gateway_rate_limit_remaining_calls',
    type: 'gauge',
    unit: 'calls',
    help: 'Calls left in the current five minutes, for the credential with the fewest.',
  },
  rateLimitShared: {
    name: 'gateway_rate_limit_shared',
    type: 'gauge',
    unit: 'boolean',
    help: '1 while calls are counted together with the other replicas, 0 while Redis is away, or without REDIS_URL.',
  },
  rejectedCredentials: {
    name: 'gateway_credentials_rejected_total',
    type: 'counter',
    unit: 'rejections',
    help: 'Credentials that Cloudflare has rejected; each is not sent again for half a minute.',
  },
  droppedLines: {
    name: 'gateway_log_lines_dropped_total',
    type: 'counter',
    unit: 'lines',
    help: 'Lines of the log that could not be written: the disk is full, or nobody reads them.',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export interface MetricsSources {
  /** The calls left for the credential with the fewest. */
  readonly rateLimitRemaining: () => number;
  readonly rejectedCredentials: () => number;
  readonly droppedLines: () => number;
  /** Whether the call count is shared at this moment; null if there is no store. */
  readonly isShared: (() => boolean) | null;
}

export function createMetrics(sources: MetricsSources): Metrics {
  const { rateLimitRemaining, rejectedCredentials, droppedLines, isShared } = sources;
  const registry = new Registry();
  const registers = [registry];
  const buckets = DURATIONS_SECONDS;
  const countOperation = createTally(METRICS.operations, registers);
  const operationSeconds = new Histogram({ ...METRICS.operationSeconds, buckets, registers });
  const countCall = createTally(METRICS.upstreamCalls, registers);
  const upstreamSeconds = new Histogram({ ...METRICS.upstreamSeconds, buckets, registers });
  const countPages = createTally(METRICS.pages, registers);
  let inFlight = 0;
  new Gauge({
    ...METRICS.inFlight,
    registers,
    collect() {
      this.set(inFlight);
    },
  });
  new Gauge({
    ...METRICS.rateLimitRemaining,
    registers,
    collect() {
      this.set(rateLimitRemaining());
    },
  });
  new Gauge({
    ...METRICS.rateLimitShared,
    registers,
    collect() {
      this.set(isShared?.() ? 1 : 0);
    },
  });
  new Counter({
    ...METRICS.rejectedCredentials,
    registers,
    collect() {
      this.reset();
      this.inc(rejectedCredentials());
    },
  });
  new Counter({
    ...METRICS.droppedLines,
    registers,
    collect() {
      this.reset();
      this.inc(droppedLines());
    },
  });

  return {
    requestStarted() {
      inFlight += 1;
    },
    requestEnded() {
      inFlight -= 1;
    },
    operationEnded({ codes, stats }, durationMs) {
      const [code = 'OK'] = codes;
      countOperation(code);
      operationSeconds.observe(durationMs / 1_000);
      countPages('cached', stats?.cacheHits ?? 0);
      countPages('coalesced', stats?.coalesced ?? 0);
      countPages('called', stats?.upstreamCalls ?? 0);
    },
    callEnded(outcome, durationMs) {
      countCall(outcome);
      upstreamSeconds.observe(durationMs / 1_000);
    },
    print: () => registry.metrics(),
  };
}

/**
 * A counter with one label. It counts in a map until the metrics are
 * collected, because prom-client hashes the label at every count.
 */
function createTally(
  metric: Metric & { readonly labelNames: readonly [string] },
  registers: Registry[],
) {
  const [label] = metric.labelNames;
  const counts = new Map<string, number>();
  new Counter({
    ...metric,
    registers,
    collect() {
      this.reset();
      for (const [value, count] of counts) this.inc({ [label]: value }, count);
    },
  });
  return (value: string, amount = 1) => {
    counts.set(value, (counts.get(value) ?? 0) + amount);
  };
}
