import { createServer, type Server } from 'node:http';

/** `/metrics` for Prometheus, on a port of its own: it need not be where callers are. */
export function serveMetrics(gateway: { metrics(): Promise<string> }): Server {
  return createServer(async (request, response) => {
    if (request.url !== '/metrics' || request.method !== 'GET') {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
    response.end(await gateway.metrics());
  });
}
