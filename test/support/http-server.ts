import type { RequestListener } from 'node:http';
import { onTestFinished } from 'vitest';

import { PROGRAM_DEFAULTS } from '../../src/config/defaults.ts';
import {
  type ConnectionLimits,
  createHttpServer,
  type HttpServer,
} from '../../src/server/http-server.ts';

/** The program's own server on a free port of the loopback address, until the test ends. */
export async function listenLikeProgram(
  listener: RequestListener,
  limits: Partial<ConnectionLimits> = {},
): Promise<{ readonly server: HttpServer; readonly origin: string }> {
  const server = createHttpServer(listener, { ...PROGRAM_DEFAULTS, ...limits }, () => {});
  const origin = await server.listen('127.0.0.1', 0);
  onTestFinished(() => server.close(0));
  return { server, origin };
}
