import type { GatewayContext } from '../graphql/context.ts';
import type { Clock } from '../lib/clock.ts';
import type { Loaders } from '../loading/loaders.ts';
import { Failure } from '../model/failure.ts';
import { noteReason } from '../model/failure-reason.ts';
import type { Caller } from '../model/token-source.ts';
import { createUpstreamStats, type UpstreamStats } from '../model/upstream-stats.ts';
import type { Authenticate, Identity } from './auth/authenticate.ts';
import type { HeaderReader } from './header-reader.ts';
import { attributesOf, type RequestLogEntry } from './telemetry/request-log.ts';
import type { OperationTrace } from './telemetry/tracing.ts';

export interface ContextPorts {
  readonly authenticate: Authenticate;
  readonly createLoaders: (caller: Caller) => Loaders;
  readonly traceOperation: (headers: HeaderReader) => OperationTrace;
  readonly clock: Clock;
  readonly operationTimeoutMs: number;
}

/** What an operation needs of its request. */
export interface Incoming {
  readonly headers: HeaderReader;
  /** The operation's own. It is aborted when no caller waits for the response any more. */
  readonly controller: AbortController;
}

/** Opens the stats and the trace of a request's operation. */
export function startStats(
  entry: RequestLogEntry,
  headers: HeaderReader,
  { traceOperation }: ContextPorts,
): UpstreamStats {
  const trace = traceOperation(headers);
  entry.stats = createUpstreamStats(trace);
  entry.traceId = trace.traceId;
  // Where nobody collects traces there is none to end.
  if (trace.traceId !== null) {
    entry.onEnd.push((code) => trace.end(code, attributesOf(entry)));
  }
  return entry.stats;
}

/**
 * What one operation carries. Who asks is found out before it begins, but
 * matters only where something is read, so introspection needs no credential.
 */
export async function createContext(
  incoming: Incoming,
  entry: RequestLogEntry,
  ports: ContextPorts,
): Promise<GatewayContext> {
  const stats = startStats(entry, incoming.headers, ports);
  const identity = await identify(incoming.headers, ports.authenticate);
  if (identity instanceof Failure) noteReason(stats, identity);
  return contextOf(incoming, identity, stats, entry, ports);
}

/** The same where it is known already who asks. */
export function contextOf(
  { headers, controller }: Incoming,
  identity: Identity | Failure,
  stats: UpstreamStats,
  entry: RequestLogEntry,
  { createLoaders, clock, operationTimeoutMs }: ContextPorts,
): GatewayContext {
  if (!(identity instanceof Failure)) entry.caller = identity.caller;

  function limitTime(): void {
    const expire = () => {
      const message = `This operation took longer than ${operationTimeoutMs} ms.`;
      controller.abort(new Failure('OPERATION_TIMEOUT', message));
    };
    entry.onEnd.push(clock.schedule(operationTimeoutMs, expire));
  }

  let loaders: Loaders | undefined;
  return {
    stats,
    loaders() {
      if (identity instanceof Failure) throw identity;
      if (loaders !== undefined) return loaders;
      limitTime();
      const { credential } = identity;
      const { signal } = controller;
      const isFresh = wantsFresh(headers);
      loaders = createLoaders({ credential, signal, isFresh, stats });
      return loaders;
    },
  };
}

async function identify(headers: HeaderReader, authenticate: Authenticate) {
  try {
    return await authenticate(headers);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** Contract: such a request "gets nothing stored". `no-store` and `max-age=0` ask for no less. */
export function wantsFresh(headers: HeaderReader): boolean {
  const wishes = headers.get('cache-control');
  return wishes !== null && /\b(no-cache|no-store|max-age=0)\b/i.test(wishes);
}
