import type { FailureCode } from '../../model/failure.ts';
import type { Log, LogLevel } from '../../model/log.ts';
import { BUG } from '../errors.ts';
import type { Metrics } from './metrics.ts';
import { codeOf, lineOf, type RequestLogEntry } from './request-log.ts';

/** Reports requests to the log, the metrics and the traces. */
export interface Recorder {
  started(): void;
  /** A request was answered, with this HTTP status. */
  ended(entry: RequestLogEntry, status: number): void;
}

/** Every request for an operation is one line in the log and one count in the metrics. */
export function createRecorder(log: Log, metrics: Metrics): Recorder {
  return {
    started: () => metrics.requestStarted(),
    ended(entry, status) {
      metrics.requestEnded();
      const isOperation = entry.stats !== null || entry.codes.size > 0;
      if (!isOperation) return;
      const durationMs = performance.now() - entry.startMs;
      metrics.operationEnded(entry, durationMs);
      log[levelOf(entry)]('operation', lineOf(entry, durationMs, status));
      for (const end of entry.onEnd) end(codeOf(entry));
    },
  };
}

/** Codes that an operator should look into. */
const OPERATOR_CODES = new Set<string>([
  'AUTHENTICATION_UNAVAILABLE',
  'OPERATION_TIMEOUT',
  'RATE_LIMITED',
  'UPSTREAM_ERROR',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
] satisfies FailureCode[]);

/** A caller whose key or JWT was accepted can be refused by Cloudflare only for the gateway token. */
const GATEWAY_TOKEN_REFUSED = ['UNAUTHENTICATED', 'FORBIDDEN'];

/** Errors of callers are information only. */
function levelOf({ codes, caller }: RequestLogEntry): LogLevel {
  if (codes.size === 0) return 'info';
  if (codes.has(BUG)) return 'error';
  const isGatewayTokenRefused =
    caller !== null && GATEWAY_TOKEN_REFUSED.some((code) => codes.has(code));
  return isGatewayTokenRefused || [...codes].some((code) => OPERATOR_CODES.has(code))
    ? 'warn'
    : 'info';
}
