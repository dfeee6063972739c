import { loadOnce } from '../../lib/load-once.ts';
import type { GraphqlHandler } from '../graphql-request.ts';
import type { YogaModule, YogaPorts } from './yoga-handler.ts';

/**
 * The path of every request that the compiled path leaves. Yoga is loaded for the first request that
 * needs it, since loading it takes a third of the start-up.
 */
export function createYogaPath(
  ports: YogaPorts,
  loadYoga: () => Promise<YogaModule>,
): GraphqlHandler {
  const handler = loadOnce(async () => {
    const { createYogaHandler } = await import('./yoga-handler.ts');
    return createYogaHandler(await loadYoga(), ports);
  });
  return async (request) => (await handler())(request);
}
