import type { RequestListener } from 'node:http';
import { createClient } from './cloudflare/client.ts';
import { createRateLimiter } from './cloudflare/rate-limiter.ts';
import type { ConcurrencyLimits } from './cloudflare/stages/concurrency.ts';
import { createStages } from './cloudflare/stages.ts';
import { createTransport } from './cloudflare/transport.ts';
import { GATEWAY_DEFAULTS } from './config/defaults.ts';
import { schema } from './graphql/schema.ts';
import { untilAborted } from './lib/abort.ts';
import type { Clock } from './lib/clock.ts';
import { createLoaders } from './loading/loaders.ts';
import { Credential } from './model/credential.ts';
import type { DocumentOptions } from './model/document-options.ts';
import type { JwtOptions } from './model/jwt-options.ts';
import type { Log } from './model/log.ts';
import type { Caller } from './model/token-source.ts';
import { createApp } from './server/app.ts';
import { type CallerPolicy, createAuthenticate, isOpen } from './server/auth/authenticate.ts';
import { createCompiledPath } from './server/compiled/compiled-path.ts';
import { createOperations } from './server/compiled/operations.ts';
import { createDocuments } from './server/documents.ts';
import { createFinishErrors } from './server/finish-errors.ts';
import { createFetch } from './server/hosts/fetch.ts';
import { createListener } from './server/hosts/node.ts';
import type { HeaderReader } from './server/http.ts';
import type { Limits } from './server/limits/limits.ts';
import { createMetrics } from './server/telemetry/metrics.ts';
import { createRecorder } from './server/telemetry/recorder.ts';
import { globalTracing, type TracingPorts, traceOperation } from './server/telemetry/tracing.ts';
import { createYogaPath } from './server/yoga-path.ts';

export interface GatewayOptions {
  /** Where Cloudflare's API is, without a slash at the end. Default: the real one. */
  readonly baseUrl?: string;
  /** How long one attempt upstream may take, in milliseconds. Default: 10,000. */
  readonly timeoutMs?: number;
  /** How long a page may be served again to the same credential, in milliseconds. Default: 5,000. */
  readonly cacheTtlMs?: number;
  /** How long an operation may take as a whole, in milliseconds. Default: 30,000. */
  readonly operationTimeoutMs?: number;
  /**
   * The gateway's own token, used for every caller who shows a key or a JWT. With neither of
   * those configured, whoever reaches the gateway reads that token's list, so it answers only
   * requests for a loopback name.
   */
  readonly gatewayToken?: string;
  /** What opens the own token: SHA-256 of each key, in hexadecimal. */
  readonly apiKeyHashes?: readonly string[];
  /** Whose JWTs open the own token. */
  readonly jwt?: JwtOptions;
  /** Used where a caller shows no credential: for demonstrations. Only for a loopback name. */
  readonly demoToken?: string;
  /** Origins whose pages may read answers. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Whether GraphiQL is served to browsers. Default: true. */
  readonly graphiql?: boolean;
  /** Whether the schema may be asked for. Default: true. */
  readonly introspection?: boolean;
  /**
   * Whether plain queries take the short way past Yoga: compiled, joined, kept. The answers are the
   * same. Default: true.
   */
  readonly compiledPath?: boolean;
  /** What a request may cost at most; what is not named has its default. */
  readonly limits?: Partial<Limits>;
  readonly documents?: Partial<DocumentOptions>;
}

export interface GatewayPorts {
  readonly log?: Log;
  readonly clock?: Clock;
  /** From 0 up to 1: what back-offs are spread by. */
  readonly random?: () => number;
  /** Default: what the program has registered with OpenTelemetry. */
  readonly tracing?: TracingPorts;
}

export interface Gateway {
  /** Request in, Response out: `/graphql`, `/health`, `/ready`. */
  fetch(request: Request): Promise<Response>;
  /** The same for `node:http`'s `createServer`. */
  readonly listener: RequestListener;
  /** In Prometheus's text format. */
  metrics(): Promise<string>;
  /** From now on `/ready` answers 503; everything else goes on. */
  drain(): void;
  /** Waits for what is in flight upstream, then lets go of all sockets. */
  close(): Promise<void>;
}

/** A reading is at most some hundred pages, so nobody's own pages are too many to wait. */
const CONCURRENCY: ConcurrencyLimits = {
  perCredential: 8,
  total: 32,
  waitingPerCredential: 256,
  waitingTotal: 2_048,
};

/** Puts the parts together: the only file that knows all of them. */
export function createGateway(options: GatewayOptions = {}, ports: GatewayPorts = {}): Gateway {
  const { baseUrl, timeoutMs, cacheTtlMs, operationTimeoutMs, ...settings } = withDefaults(options);
  const { log = SILENT, clock = SYSTEM_CLOCK, random = Math.random } = ports;
  const { tracing = globalTracing() } = ports;

  const { transport, close } = createTransport(baseUrl, CONCURRENCY.total);
  const rateLimiter = createRateLimiter(clock);
  const metrics = createMetrics(() => rateLimiter.fewestRemaining());
  const read = createStages(
    { transport, clock, rateLimiter, observer: metrics, random },
    { timeoutMs, cacheTtlMs, concurrency: CONCURRENCY },
  );
  const source = createClient(read, cacheTtlMs > 0);
  const callers: CallerPolicy = {
    gatewayToken: credentialOf(settings.gatewayToken),
    fallback: credentialOf(settings.demoToken),
    apiKeyHashes: settings.apiKeyHashes,
    jwt: settings.jwt ?? null,
  };

  const { graphiql, introspection, corsOrigins, compiledPath, limits } = settings;
  const graphqlPorts = {
    schema,
    createLoaders: (caller: Caller) => createLoaders(source, caller),
    traceOperation: (headers: HeaderReader) => traceOperation(tracing, headers),
    operationTimeoutMs,
    clock,
    findDocument: createDocuments(settings.documents),
    finishErrors: createFinishErrors(log, introspection),
  };
  const findOperation = createOperations({ schema, limits, introspection });
  let ready = true;
  const app = createApp(
    {
      isReady: () => ready,
      authenticate: createAuthenticate(callers, clock),
      recorder: createRecorder(log, metrics),
      log,
      compiledPath: compiledPath ? createCompiledPath({ ...graphqlPorts, findOperation }) : null,
      yogaPath: createYogaPath(graphqlPorts, { introspection, limits }),
    },
    { isOpen: isOpen(callers), corsOrigins, graphiql, maxBodyBytes: limits.bodyBytes },
  );

  return {
    fetch: createFetch(app),
    listener: createListener(app),
    metrics: () => metrics.print(),
    drain() {
      ready = false;
    },
    close,
  };
}

/** An option that is undefined counts as absent. */
export function withDefaults(options: GatewayOptions) {
  const isGiven = ([, value]: [string, unknown]) => value !== undefined;
  const given: GatewayOptions = Object.fromEntries(Object.entries(options).filter(isGiven));
  return {
    ...GATEWAY_DEFAULTS,
    ...given,
    limits: { ...GATEWAY_DEFAULTS.limits, ...given.limits },
    documents: { ...GATEWAY_DEFAULTS.documents, ...given.documents },
  };
}

function credentialOf(secret: string | undefined): Credential | null {
  return secret === undefined ? null : new Credential(secret);
}

const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  sleep: (durationMs, signal) =>
    untilAborted(signal, (resolve) => {
      const timer = setTimeout(resolve, durationMs);
      return () => clearTimeout(timer);
    }),
  schedule(durationMs, callback) {
    // What is due later keeps no process alive that has nothing else to do.
    const timer = setTimeout(callback, durationMs).unref();
    return () => clearTimeout(timer);
  },
};

const SILENT: Log = { info() {}, warn() {}, error() {} };
