// #region fastify
import { createGateway, type GatewayOptions } from 'cloudflare-tokens-gateway';
import fastify from 'fastify';

export function createApp(options: GatewayOptions) {
  const gateway = createGateway(options);
  const app = fastify();

  // In a separate plugin without body parsers: the gateway reads the bodies itself.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));
    for (const url of ['/graphql', '/health', '/ready']) {
      scope.all(url, (request, reply) => {
        reply.hijack();
        gateway.listener(request.raw, reply.raw);
      });
    }
  });

  app.get('/metrics', async (_request, reply) => {
    reply.type('text/plain; version=0.0.4');
    return gateway.metrics();
  });
  app.post('/echo', async (request) => request.body);

  app.addHook('preClose', async () => gateway.markUnready());
  app.addHook('onClose', () => gateway.close());
  return app;
}
// #endregion
