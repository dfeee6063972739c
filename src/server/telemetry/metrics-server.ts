import { createServer, type Server } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges that are called totals, which Prometheus's linter rightly minds. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * `/metrics` for Prometheus, on a port of its own: it need not be where callers
 * are. The process's own metrics (memory, CPU, the event loop's lag) stand
 * beside the gateway's.
 */
export function serveMetrics(gateway: { metrics(): Promise<string> }): Server {
  const ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  for (const name of MISNAMED) ofProcess.removeSingleMetric(name);
  return createServer(async (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    try {
      const texts = await Promise.all([gateway.metrics(), ofProcess.metrics()]);
      response.setHeader('content-type', ofProcess.contentType);
      response.end(texts.join('\n'));
    } catch {
      response.writeHead(500).end();
    }
  });
}
