import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Connections } from './connections.ts';

/** After the drain delay, requests in flight have this long to finish. */
export const GRACE_MS = 25_000;

/** Of the other servers: a reader of metrics needs no longer. */
const METRICS_GRACE_MS = 1_000;

export interface Drainable {
  /** Called at the signal: `/ready` must fail from then on. */
  markUnready(): void;
}

/** Resolves at the first SIGTERM or SIGINT. The second one ends the process at once. */
export function firstSignal(): Promise<void> {
  return new Promise((resolve) => {
    let isFirst = true;
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.on(name, () => {
        if (!isFirst) process.exit(128 + constants.signals[name]);
        isFirst = false;
        resolve();
      });
    }
  });
}

/**
 * Stops the servers without harm to any request. For `drainDelayMs` they accept requests as before,
 * while load balancers read 503 from `/ready` and go elsewhere. The metrics end last.
 */
export async function drainServers(
  gateway: Drainable,
  server: Connections,
  metrics: Connections | null,
  drainDelayMs: number,
): Promise<void> {
  gateway.markUnready();
  server.drain();
  metrics?.drain();
  await sleep(drainDelayMs);
  await server.close(GRACE_MS);
  await metrics?.close(METRICS_GRACE_MS);
}
