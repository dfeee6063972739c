import type { RequestListener } from 'node:http';

import type { AppOptions, AppPorts } from './app.ts';

/** What answers every request that the fast lane does not take. */
export interface YogaPath {
  fetch(request: Request): Promise<Response>;
  readonly listener: RequestListener;
}

/** Yoga is loaded when it is first needed: the fast lane gets along without a third of the start-up. */
export function createYogaPath(ports: AppPorts, options: AppOptions): YogaPath {
  const load = async () => (await import('./app.ts')).createApp(ports, options);
  let loaded: ReturnType<typeof load> | undefined;
  function app() {
    loaded ??= load();
    return loaded;
  }
  return {
    fetch: async (request) => (await app()).fetch(request),
    async listener(request, response) {
      (await app())(request, response);
    },
  };
}
