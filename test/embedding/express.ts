// #region express
import { createGateway, type GatewayOptions } from 'cloudflare-tokens-gateway';
import express from 'express';

export function createApp(options: GatewayOptions) {
  const gateway = createGateway(options);
  const app = express();

  // Before any body parser: the gateway reads the body itself, with its own size limit.
  app.use(['/graphql', '/health', '/ready'], gateway.listener);
  app.use(express.json());

  app.get('/metrics', async (_request, response) => {
    response.type('text/plain; version=0.0.4').send(await gateway.metrics());
  });
  app.post('/echo', (request, response) => {
    response.json(request.body);
  });

  return { app, gateway };
}
// #endregion
