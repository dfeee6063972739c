/** Hive Gateway as a program: it serves the supergraph of both subgraphs. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';

import { listen } from './listen.js';

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

await listen(createServer(router), { name: 'router', port: Number(process.env.PORT ?? 4002) });
