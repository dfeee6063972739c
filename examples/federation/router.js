/** Hive Gateway as a program: it serves the supergraph of both subgraphs. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';

const router = createGatewayRuntime({
  supergraph: readFileSync(process.env.SUPERGRAPH ?? 'supergraph.graphql', 'utf8'),
  propagateHeaders: {
    // The credential gives access to Cloudflare, so only the tokens subgraph gets it.
    fromClientToSubgraphs({ request, subgraphName }) {
      const authorization = request.headers.get('authorization');
      return subgraphName === 'tokens' && authorization ? { authorization } : {};
    },
  },
});

const server = createServer(router);
server.listen(Number(process.env.PORT ?? 4002), '127.0.0.1');
await once(server, 'listening');
console.log(`router: http://127.0.0.1:${server.address().port}/graphql`);
