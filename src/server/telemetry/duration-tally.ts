import type { Metric as PrometheusMetric } from 'prom-client';

import type { Metric } from './metric.ts';

const BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/** Durations as a Prometheus histogram counts them: how many, their sum, and how many up to each bound. */
export class DurationTally {
  readonly #inBucket = new Float64Array(BUCKETS_SECONDS.length + 1);
  #sum = 0;

  observe(seconds: number): void {
    const index = BUCKETS_SECONDS.findIndex((bound) => seconds <= bound);
    const bucket = index === -1 ? BUCKETS_SECONDS.length : index;
    this.#inBucket[bucket] = (this.#inBucket[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  /** What prom-client's registry reads of a metric. */
  asMetric({ name, help, type }: Metric): PrometheusMetric {
    const get = async () => ({ name, help, type, values: this.#samples(name) });
    return { name, get } as unknown as PrometheusMetric;
  }

  #samples(name: string) {
    let count = 0;
    const buckets = Array.from(this.#inBucket, (inBucket, index) => {
      count += inBucket;
      const labels = { le: BUCKETS_SECONDS[index] ?? '+Inf' };
      return { metricName: `${name}_bucket`, labels, value: count };
    });
    const sum = { metricName: `${name}_sum`, value: this.#sum };
    return [...buckets, sum, { metricName: `${name}_count`, value: count }];
  }
}
