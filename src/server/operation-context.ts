import type { GatewayContext, Loaders } from '../graphql/context.ts';
import type { Clock } from '../lib/clock.ts';
import type { Credential } from '../model/credential.ts';
import { Failure } from '../model/failure.ts';
import { noteReason } from '../model/failure-reason.ts';
import type { RateLimitStatus } from '../model/rate-limit-status.ts';
import type { ReadOptions } from '../model/token-source.ts';
import { createUpstreamStats, type UpstreamStats } from '../model/upstream-stats.ts';
import type { GraphqlRequest } from './graphql-request.ts';
import type { HeaderReader } from './http.ts';
import { attributesOf } from './telemetry/request-log.ts';
import type { OperationTrace } from './telemetry/tracing.ts';

export interface ContextPorts {
  readonly createLoaders: (caller: ReadOptions) => Loaders;
  readonly traceOperation: (headers: HeaderReader) => OperationTrace;
  readonly readRateLimit: (credential: Credential) => RateLimitStatus;
  readonly clock: Clock;
  readonly operationTimeoutMs: number;
}

/** Starts the upstream stats and the trace of a request's operation. */
export function startStats(
  { headers, identity, logEntry }: GraphqlRequest,
  { traceOperation }: ContextPorts,
): UpstreamStats {
  const trace = traceOperation(headers);
  const stats = createUpstreamStats(trace);
  logEntry.stats = stats;
  logEntry.traceId = trace.traceId;
  if (identity instanceof Failure) noteReason(stats, identity);
  else logEntry.caller = identity.caller;
  // Without a collector there is no trace to end.
  if (trace.traceId !== null) {
    logEntry.onEnd.push((code) => trace.end(code, attributesOf(logEntry)));
  }
  return stats;
}

/** The context of one operation. The controller ends it: the client has gone, or the time is up. */
export function createContext(
  request: GraphqlRequest,
  controller: AbortController,
  stats: UpstreamStats,
  { createLoaders, readRateLimit, clock, operationTimeoutMs }: ContextPorts,
): GatewayContext {
  const { headers, identity, logEntry } = request;

  function limitTime(): void {
    const expire = () => {
      const message = `This operation took longer than ${operationTimeoutMs} ms.`;
      controller.abort(new Failure('OPERATION_TIMEOUT', message));
    };
    logEntry.onEnd.push(clock.schedule(operationTimeoutMs, expire));
  }

  let loaders: Loaders | undefined;
  return {
    stats,
    nowMs: clock.now(),
    rateLimit() {
      if (identity instanceof Failure) throw identity;
      // A response that shows a count is not served again: the next call changes it.
      stats.freshUntilMs = Number.NEGATIVE_INFINITY;
      return readRateLimit(identity.credential);
    },
    loaders() {
      if (identity instanceof Failure) throw identity;
      if (loaders !== undefined) return loaders;
      limitTime();
      const { credential, caller: callerId } = identity;
      const { signal } = controller;
      const bypassCache = wantsFresh(headers);
      loaders = createLoaders({
        credential,
        callerId,
        signal,
        bypassCache,
        noOlderThan: [],
        continues: null,
        stats,
      });
      return loaders;
    },
  };
}

/** Whether the caller wants nothing from a cache. `no-store` and `max-age=0` mean no less than `no-cache`. */
export function wantsFresh(headers: HeaderReader): boolean {
  const directives = headers.get('cache-control');
  return directives !== null && /\b(no-cache|no-store|max-age=0)\b/i.test(directives);
}
