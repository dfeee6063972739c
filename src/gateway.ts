import type { RequestListener } from 'node:http';

import { createClient } from './cloudflare/client.ts';
import { timeLimit } from './cloudflare/time-limit.ts';
import { createTransport } from './cloudflare/transport.ts';
import { createLoaders } from './graphql/loaders.ts';
import { schema } from './graphql/schema.ts';
import { Credential } from './model/credential.ts';
import type { Log } from './model/log.ts';
import { createApp } from './server/app.ts';

export interface GatewayOptions {
  /** Where Cloudflare's API is, without a slash at the end. Default: the real one. */
  readonly baseUrl?: string;
  /** How long one attempt upstream may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /**
   * The gateway's own token, used for every caller. Whoever reaches the gateway then
   * reads that token's list, so it answers only requests for a loopback name.
   */
  readonly ownToken?: string;
  /** Used where a caller shows no credential: for demonstrations. The same restriction holds. */
  readonly demonstrationToken?: string;
}

export interface GatewayPorts {
  readonly log?: Log;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface Gateway {
  /** Request in, Response out: `/graphql`, `/health`, `/ready`. */
  fetch(request: Request): Promise<Response>;
  /** The same for `node:http`'s `createServer`. */
  readonly listener: RequestListener;
  /** From now on `/ready` answers 503; everything else goes on. */
  drain(): void;
  /** Waits for what is in flight upstream, then lets go of all sockets. */
  close(): Promise<void>;
}

export const DEFAULT_BASE_URL = 'https://api.cloudflare.com/client/v4';
export const DEFAULT_TIMEOUT_MS = 10_000;

/** Puts the parts together: the only file that knows all of them. */
export function createGateway(options: GatewayOptions = {}, ports: GatewayPorts = {}): Gateway {
  const { baseUrl = DEFAULT_BASE_URL, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const { log = SILENT, now = Date.now } = ports;

  const transport = createTransport(baseUrl);
  const source = createClient({ exchange: timeLimit(timeoutMs)(transport.exchange), now });

  let ready = true;
  const app = createApp({
    schema,
    createLoaders: (caller) => createLoaders(source, caller),
    credentials: {
      own: credentialOf(options.ownToken),
      fallback: credentialOf(options.demonstrationToken),
    },
    isReady: () => ready,
    log,
  });

  return {
    fetch: async (request) => app.fetch(request),
    listener: app,
    drain() {
      ready = false;
    },
    close: () => transport.close(),
  };
}

function credentialOf(secret: string | undefined): Credential | null {
  return secret === undefined ? null : new Credential(secret);
}

const SILENT: Log = { info() {}, error() {} };
