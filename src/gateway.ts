import type { RequestListener } from 'node:http';
import { createClient } from './cloudflare/client.ts';
import { createCredentialStandings } from './cloudflare/credential-standings.ts';
import { createFetchTransport } from './cloudflare/fetch-transport.ts';
import { createRateLimiter } from './cloudflare/rate-limiter.ts';
import { createSharing } from './cloudflare/sharing/sharing.ts';
import type { ConcurrencyLimits } from './cloudflare/stages/concurrency.ts';
import { createStages } from './cloudflare/stages.ts';
import type { OpenTransport } from './cloudflare/transport.ts';
import { GATEWAY_DEFAULTS } from './config/defaults.ts';
import { createSchema, schema } from './graphql/schema.ts';
import { untilAborted } from './lib/abort.ts';
import type { Clock } from './lib/clock.ts';
import { createLogicalClock } from './lib/logical-clock.ts';
import { createLoaders } from './loading/loaders.ts';
import { Credential } from './model/credential.ts';
import type { DocumentOptions } from './model/document-options.ts';
import type { JwtOptions } from './model/jwt-options.ts';
import type { Log } from './model/log.ts';
import type { RateLimitStore } from './model/rate-limit-store.ts';
import type { ReadOptions } from './model/token-source.ts';
import { createUpstreamStats } from './model/upstream-stats.ts';
import { createApp } from './server/app.ts';
import { type CallerPolicy, createAuthenticate, isOpen } from './server/auth/authenticate.ts';
import { createCheckDocument } from './server/check-document.ts';
import { createCompiledPath } from './server/compiled/compiled-path.ts';
import { createOperations } from './server/compiled/operations.ts';
import { createDocuments } from './server/documents.ts';
import { createFinishErrors } from './server/finish-errors.ts';
import { createFetch } from './server/hosts/fetch.ts';
import { createListener } from './server/hosts/node.ts';
import type { HeaderReader } from './server/http.ts';
import { createHoldRequest } from './server/limits/large-requests.ts';
import type { Limits } from './server/limits/limits.ts';
import { createUnfinishedBodies } from './server/limits/unfinished-bodies.ts';
import type { RenderGraphiql } from './server/rules/graphiql.ts';
import {
  createMetrics,
  type LoadPrometheus,
  type MetricsSources,
} from './server/telemetry/metrics.ts';
import { createRecorder } from './server/telemetry/recorder.ts';
import { createTokenExpiry } from './server/telemetry/token-expiry.ts';
import { globalTracing, type TracingPorts, traceOperation } from './server/telemetry/tracing.ts';
import type { YogaModule } from './server/yoga/yoga-handler.ts';
import { createYogaPath } from './server/yoga/yoga-path.ts';

export interface GatewayOptions {
  /** The base URL of Cloudflare's API, without a slash at the end. Default: the real one. */
  readonly baseUrl?: string;
  /** The time limit of one attempt of an upstream call, in milliseconds. Default: 10,000. */
  readonly upstreamTimeoutMs?: number;
  /** How long a page is cached for the same credential, in milliseconds; 0: not at all. Default: 5,000. */
  readonly cacheTtlMs?: number;
  /** The time limit of a whole operation, in milliseconds. Default: 30,000. */
  readonly operationTimeoutMs?: number;
  /**
   * The gateway token: used at Cloudflare for every caller that sends a key or a JWT. Without
   * `apiKeyHashes` and `jwt`, callers need no credential, so the gateway answers only to a
   * loopback name.
   */
  readonly gatewayToken?: string;
  /** The keys that may use the gateway token: SHA-256 of each, in hexadecimal. */
  readonly apiKeyHashes?: readonly string[];
  /** The JWTs that may use the gateway token. */
  readonly jwt?: JwtOptions;
  /** The demo credential, for callers without one. The gateway then answers only to a loopback name. */
  readonly demoToken?: string;
  /** Origins whose pages may read responses. Default: none. */
  readonly corsOrigins?: readonly string[];
  /** Whether GraphiQL is served to browsers. Default: true. */
  readonly graphiql?: boolean;
  /** Whether introspection is allowed. Default: true. */
  readonly introspection?: boolean;
  /**
   * Whether plain queries are compiled, coalesced and cached instead of executed by Yoga. The
   * responses are the same. Default: true.
   */
  readonly compiledPath?: boolean;
  /** The limits of a request; those that are not given have their defaults. */
  readonly limits?: Partial<Limits>;
  readonly documents?: Partial<DocumentOptions>;
  /** How many replicas share a `rateLimitStore`, at most. Default: 2. */
  readonly replicas?: number;
}

export interface GatewayPorts {
  readonly log?: Log;
  readonly clock?: Clock;
  /** Spreads back-offs: from 0 up to 1, 1 excluded. Default: `Math.random`. */
  readonly random?: () => number;
  /** Default: the tracer and propagator that the program has registered with OpenTelemetry. */
  readonly tracing?: TracingPorts;
  /** Loads Yoga for the first request that needs it. Default: `import('graphql-yoga')`. */
  readonly loadYoga?: () => Promise<YogaModule>;
  /** HTTP to Cloudflare. Default: the host's `fetch`. */
  readonly openTransport?: OpenTransport;
  /** Renders the page for browsers. Default: there is none, as if `graphiql` were false. */
  readonly renderGraphiql?: RenderGraphiql;
  /** Default: there is none, so `metrics()` rejects. */
  readonly loadPrometheus?: LoadPrometheus;
  /**
   * Whether a request may not wait for another request's work in flight: on hosts that end such work
   * with the request that began it, as Cloudflare Workers do. Without this option it may.
   */
  readonly isolatesRequests?: boolean;
  /** Shares calls, blocks and rejected credentials with other replicas. Default: none. `close` closes it. */
  readonly rateLimitStore?: RateLimitStore;
}

export interface Gateway {
  /** Request in, Response out: `/graphql`, `/health`, `/ready`. */
  fetch(request: Request): Promise<Response>;
  /** The same for `node:http`'s `createServer`. */
  readonly listener: RequestListener;
  /** All metrics in Prometheus's text format. */
  metrics(): Promise<string>;
  /** From now on `/ready` answers 503; everything else works as before. */
  markUnready(): void;
  /** Waits for upstream calls in flight, then closes all upstream connections. */
  close(): Promise<void>;
}

/** One read has at most about a hundred pages, so the pages of one read always fit into its queue. */
const CONCURRENCY: ConcurrencyLimits = {
  perCredential: 8,
  total: 32,
  waitingPerCaller: 256,
  waitingTotal: 2_048,
  perStranger: 4,
  strangers: 16,
  waitingStrangers: 1_024,
};

/** Composes the gateway from its parts: the only file that knows all of them. */
export function createGateway(options: GatewayOptions = {}, ports: GatewayPorts = {}): Gateway {
  const { baseUrl, upstreamTimeoutMs, cacheTtlMs, operationTimeoutMs, ...settings } =
    withDefaults(options);
  const { log = SILENT, clock = SYSTEM_CLOCK, random = Math.random } = ports;
  const { tracing = globalTracing(), loadYoga = () => import('graphql-yoga') } = ports;
  const { openTransport = createFetchTransport, renderGraphiql = null } = ports;
  const { loadPrometheus = noPrometheus, isolatesRequests = false } = ports;

  const { transport, close } = openTransport(baseUrl, CONCURRENCY.total);
  const logicalClock = createLogicalClock();
  const standings = createCredentialStandings(clock, logicalClock);
  const store = ports.rateLimitStore;
  const replicas = store === undefined ? null : settings.replicas;
  const rateLimiter = createRateLimiter(clock, standings.isAccepted, replicas);
  const sharing = store
    ? createSharing({ store, clock, log, rateLimiter, standings, isolatesRequests })
    : null;
  const gatewayToken = credentialOf(settings.gatewayToken);
  const sources: MetricsSources = {
    rateLimitRemaining: () => rateLimiter.fewestRemaining(),
    rejectedCredentials: () => standings.rejections(),
    droppedLines: () => log.dropped?.() ?? 0,
    isShared: sharing?.isShared ?? null,
    tokenExpiry: gatewayToken ? createTokenExpiry(() => verify(gatewayToken), clock) : () => null,
  };
  const metrics = createMetrics(sources, loadPrometheus);
  const read = createStages(
    { transport, clock, logicalClock, standings, rateLimiter, sharing, observer: metrics, random },
    { upstreamTimeoutMs, cacheTtlMs, concurrency: CONCURRENCY, isolatesRequests },
  );
  const source = createClient(read, logicalClock, standings, cacheTtlMs > 0);
  /** For no caller: the answer is only counted. */
  const verify = (credential: Credential) =>
    source.verifyCredential(
      {
        ...{ credential, callerId: null, signal: new AbortController().signal },
        ...{ bypassCache: true, noOlderThan: [], continues: null, stats: createUpstreamStats() },
      },
      null,
    );
  const callers: CallerPolicy = {
    gatewayToken,
    fallback: credentialOf(settings.demoToken),
    apiKeyHashes: settings.apiKeyHashes,
    jwt: settings.jwt ?? null,
  };

  const { graphiql, introspection, corsOrigins, compiledPath, limits } = settings;
  const checkDocument = createCheckDocument({ schema, limits, introspection });
  const graphqlPorts = {
    createSchema,
    checkDocument,
    createLoaders: (caller: ReadOptions) => createLoaders(source, caller),
    traceOperation: (headers: HeaderReader) => traceOperation(tracing, headers),
    readRateLimit: rateLimiter.status,
    operationTimeoutMs,
    clock,
    findDocument: createDocuments(settings.documents),
    finishErrors: createFinishErrors(log, introspection),
    limits,
  };
  const findOperation = createOperations({ schema, limits, checkDocument });
  const compiledPorts = {
    ...{ ...graphqlPorts, findOperation, logicalClock, isolatesRequests },
    rejections: standings,
  };
  let ready = true;
  const app = createApp(
    {
      isReady: () => ready,
      authenticate: createAuthenticate(callers, { clock, log, isolatesRequests }),
      recorder: createRecorder(log, metrics),
      log,
      compiledPath: compiledPath ? createCompiledPath(compiledPorts) : null,
      yogaPath: createYogaPath(graphqlPorts, loadYoga),
      unfinishedBodies: createUnfinishedBodies(standings.isAccepted),
      holdRequest: createHoldRequest(standings.isAccepted),
    },
    {
      isOpen: isOpen(callers),
      corsOrigins,
      renderGraphiql: graphiql ? renderGraphiql : null,
      maxBodyBytes: limits.bodyBytes,
    },
  );

  return {
    fetch: createFetch(app),
    listener: createListener(app),
    metrics: () => metrics.print(),
    markUnready() {
      ready = false;
    },
    async close() {
      await close();
      await sharing?.close();
    },
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
  monotonicMs: () => performance.now(),
  sleep: (durationMs, signal) =>
    untilAborted(signal, (resolve) => {
      const timer = setTimeout(resolve, durationMs);
      return () => clearTimeout(timer);
    }),
  schedule(durationMs, callback) {
    const timer: NodeJS.Timeout | number = setTimeout(callback, durationMs);
    // A timer must not keep a process alive that has nothing else to do. Some hosts have mere numbers.
    if (typeof timer === 'object') timer.unref();
    return () => clearTimeout(timer);
  },
};

function noPrometheus(): never {
  throw new Error('This host prints no metrics.');
}

const SILENT: Log = { info() {}, warn() {}, error() {} };
