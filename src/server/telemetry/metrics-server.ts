import type { RequestListener } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges whose names end in `_total`: Prometheus's linter rightly rejects them. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * Serves `/metrics` for Prometheus on a separate port, which callers need not
 * reach. The output also has the metrics of the process: memory, CPU and the
 * lag of the event loop.
 */
export function serveMetrics(gateway: { metrics(): Promise<string> }): RequestListener {
  const processRegistry = new Registry();
  collectDefaultMetrics({ register: processRegistry });
  for (const name of MISNAMED) processRegistry.removeSingleMetric(name);
  return async (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    try {
      const texts = await Promise.all([gateway.metrics(), processRegistry.metrics()]);
      response.setHeader('content-type', processRegistry.contentType);
      response.end(texts.join('\n'));
    } catch {
      response.writeHead(500).end();
    }
  };
}
