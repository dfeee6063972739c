import { loadOnce } from '../../lib/load-once.ts';
import type { UpstreamObserver } from '../../model/upstream-observer.ts';
import { DurationTally } from './duration-tally.ts';
import type { Metric } from './metric.ts';
import type { RequestLogEntry } from './request-log.ts';
import type { TokenExpiry } from './token-expiry.ts';

type PrometheusClient = typeof import('prom-client');

/** Loads the library that prints metrics: it runs on Node alone, and only a program that is scraped needs it. */
export type LoadPrometheus = () => Promise<PrometheusClient>;

export interface Metrics extends UpstreamObserver {
  requestStarted(): void;
  requestEnded(): void;
  operationEnded(entry: RequestLogEntry, durationMs: number): void;
  /** Prometheus's text format. */
  print(): Promise<string>;
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
  tokenExpiry: {
    name: 'gateway_token_expiry_timestamp_seconds',
    type: 'gauge',
    unit: 'seconds since 1970',
    help: 'When the gateway token (CLOUDFLARE_API_TOKEN) expires, asked hourly; +Inf: never. Missing while it is not known, and for tokens of accounts.',
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
  readonly tokenExpiry: TokenExpiry;
}

/** Counts in plain numbers: they become Prometheus's metrics only when they are printed. */
export function createMetrics(sources: MetricsSources, loadPrometheus: LoadPrometheus): Metrics {
  const operations = new Map<string, number>();
  const operationSeconds = new DurationTally();
  const calls = new Map<string, number>();
  const callSeconds = new DurationTally();
  const pages = new Map<string, number>();
  let inFlight = 0;
  const { isShared } = sources;

  const loadRegistry = loadOnce(async () => {
    const { Registry, Counter, Gauge } = await loadPrometheus();
    const registry = new Registry();
    const registers = [registry];

    function addTally({ labelNames: [label], ...metric }: LabelledMetric, counts: typeof calls) {
      new Counter({
        ...metric,
        labelNames: [label],
        registers,
        collect() {
          this.reset();
          for (const [value, count] of counts) this.inc({ [label]: value }, count);
        },
      });
    }

    function addCounter(metric: Metric, read: () => number) {
      new Counter({
        ...metric,
        registers,
        collect() {
          this.reset();
          this.inc(read());
        },
      });
    }

    /** Null: there is no sample. */
    function addGauge(metric: Metric, read: () => number | null) {
      new Gauge({
        ...metric,
        registers,
        collect() {
          const value = read();
          if (value === null) this.remove();
          else this.set(value);
        },
      });
    }

    addTally(METRICS.operations, operations);
    registry.registerMetric(operationSeconds.asMetric(METRICS.operationSeconds));
    addTally(METRICS.upstreamCalls, calls);
    registry.registerMetric(callSeconds.asMetric(METRICS.upstreamSeconds));
    addTally(METRICS.pages, pages);
    addGauge(METRICS.inFlight, () => inFlight);
    addGauge(METRICS.rateLimitRemaining, sources.rateLimitRemaining);
    addGauge(METRICS.rateLimitShared, () => (isShared?.() ? 1 : 0));
    addGauge(METRICS.tokenExpiry, sources.tokenExpiry);
    addCounter(METRICS.rejectedCredentials, sources.rejectedCredentials);
    addCounter(METRICS.droppedLines, sources.droppedLines);
    return registry;
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
      add(operations, code);
      operationSeconds.observe(durationMs / 1_000);
      add(pages, 'cached', stats?.cacheHits ?? 0);
      add(pages, 'coalesced', stats?.coalesced ?? 0);
      add(pages, 'called', stats?.upstreamCalls ?? 0);
    },
    callEnded(outcome, durationMs) {
      add(calls, outcome);
      callSeconds.observe(durationMs / 1_000);
    },
    print: async () => (await loadRegistry()).metrics(),
  };
}

type LabelledMetric = Metric & { readonly labelNames: readonly [string] };

function add(counts: Map<string, number>, value: string, amount = 1): void {
  counts.set(value, (counts.get(value) ?? 0) + amount);
}
