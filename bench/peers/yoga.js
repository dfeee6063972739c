/**
 * A server of Yoga, Pothos and fetch, written in an afternoon. `HTTP=undici`
 * calls the upstream with undici, `EXECUTE=jit` executes with graphql-jit, and
 * `CACHE_TTL_MS` turns on Yoga's response cache.
 */
import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';

import { schema } from './schema.js';

const { PORT, UPSTREAM_URL, HTTP, EXECUTE, CACHE_TTL_MS } = process.env;

const urlOf = ({ page, perPage, direction }) =>
  `${UPSTREAM_URL}/user/tokens?page=${page}&per_page=${perPage}&direction=${direction.toLowerCase()}`;

async function listWithFetch(authorization, wanted) {
  const response = await fetch(urlOf(wanted), { headers: { authorization } });
  return response.json();
}

async function createListWithUndici() {
  const { Pool } = await import('undici');
  const { origin } = new URL(UPSTREAM_URL);
  const pool = new Pool(origin, { connections: 32 });
  return async (authorization, wanted) => {
    const path = urlOf(wanted).slice(origin.length);
    const { body } = await pool.request({ path, method: 'GET', headers: { authorization } });
    return body.json();
  };
}

const list = HTTP === 'undici' ? await createListWithUndici() : listWithFetch;
const plugins = [];
if (EXECUTE === 'jit') {
  const { useGraphQlJit } = await import('@envelop/graphql-jit');
  plugins.push(useGraphQlJit());
}
if (Number(CACHE_TTL_MS) > 0) {
  const { useResponseCache } = await import('@graphql-yoga/plugin-response-cache');
  plugins.push(
    useResponseCache({
      ttl: Number(CACHE_TTL_MS),
      session: (request) => request.headers.get('authorization'),
    }),
  );
}

const yoga = createYoga({
  schema,
  plugins,
  context: ({ request }) => ({
    listTokens: (wanted) => list(request.headers.get('authorization'), wanted),
  }),
});

createServer(yoga).listen(Number(PORT), '127.0.0.1');
// Node writes a CPU profile only if the process exits by itself.
process.once('SIGTERM', () => process.exit());
