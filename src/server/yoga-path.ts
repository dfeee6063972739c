import type { GraphqlHandler } from './graphql-request.ts';
import type { YogaPorts } from './yoga.ts';

/**
 * The path of every request that the compiled path leaves. Yoga is loaded for the first request that
 * needs it, since loading it takes a third of the start-up.
 */
export function createYogaPath(ports: YogaPorts): GraphqlHandler {
  const load = async () => (await import('./yoga.ts')).createYogaHandler(ports);
  let handler: ReturnType<typeof load> | undefined;
  return async (request) => {
    handler ??= load();
    return (await handler)(request);
  };
}
