// #region node
import { createServer } from 'node:http';
import { createGateway, type GatewayOptions } from 'cloudflare-tokens-gateway';

/** Creates an HTTP server with the gateway at /graphql, and metrics for Prometheus. */
export function createApp(options: GatewayOptions) {
  const gateway = createGateway(options);

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (['/graphql', '/health', '/ready'].includes(pathname)) {
      gateway.listener(request, response);
    } else if (pathname === '/metrics') {
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(await gateway.metrics());
    } else {
      response.end('This is the rest of the app.');
    }
  });

  /** From now on /ready answers 503. The server finishes the requests in flight. */
  async function stop() {
    gateway.markUnready();
    await new Promise((resolve) => server.close(resolve));
    await gateway.close();
  }

  return { server, stop };
}
// #endregion
