import { ConfigError } from './config/problems.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { readAssetPage } from './worker/asset-page.ts';
import type { WorkerEnvironment } from './worker/bindings.ts';
import { createConsoleLog } from './worker/console-log.ts';
import { createDurableStore } from './worker/durable-store.ts';
import { readWorkerSettings } from './worker/worker-options.ts';

export { RateLimitObject } from './worker/rate-limit-object.ts';

/** One for all requests of an isolate. It holds data alone: what waits for I/O belongs to one request. */
let gateway: Gateway | null = null;

async function openGateway(env: WorkerEnvironment): Promise<Gateway> {
  if (gateway !== null) return gateway;
  const { options, logLevel } = await readWorkerSettings(env);
  // The settings may have been read for two requests at once.
  gateway ??= createGateway(options, {
    log: createConsoleLog(logLevel),
    renderGraphiql: () => readAssetPage(env),
    isolatesRequests: true,
    ...(env.RATE_LIMITS && { rateLimitStore: createDurableStore(env.RATE_LIMITS) }),
  });
  return gateway;
}

/** The gateway as a Cloudflare Worker. */
export default {
  async fetch(request: Request, env: WorkerEnvironment): Promise<Response> {
    try {
      return await (await openGateway(env)).fetch(request);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      createConsoleLog('error').error('these settings are wrong', { problems: error.problems });
      const message = 'The settings of this gateway are wrong; its log names them.';
      const body = { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
      return Response.json(body, { status: 500 });
    }
  },
};
