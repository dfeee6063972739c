import type { FailureCode } from '../../model/failure.ts';
import type { Log } from '../../model/log.ts';
import { BUG } from '../errors.ts';
import type { Metrics } from './metrics.ts';
import { codeOf, lineOf, type RequestLogEntry } from './request-log.ts';

/** Tells the log, the metrics and the traces of requests. */
export interface Recorder {
  started(): void;
  /** A request was answered, with this HTTP status. */
  ended(entry: RequestLogEntry, status: number): void;
}

/** One line in the log and one count in the metrics for every request that asked for an operation. */
export function createRecorder(log: Log, metrics: Metrics): Recorder {
  return {
    started: () => metrics.requestStarted(),
    ended(entry, status) {
      metrics.requestEnded();
      const isOperation = entry.stats !== null || entry.codes.size > 0;
      if (!isOperation) return;
      const durationMs = performance.now() - entry.startMs;
      metrics.operationEnded(entry, durationMs);
      for (const end of entry.onEnd) end(codeOf(entry));
      log[levelOf(entry)]('operation', lineOf(entry, durationMs, status));
    },
  };
}

/** What somebody should look into, though the gateway does what it can. */
const TROUBLE = new Set<string>([
  'AUTHENTICATION_UNAVAILABLE',
  'OPERATION_TIMEOUT',
  'RATE_LIMITED',
  'UPSTREAM_ERROR',
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
] satisfies FailureCode[]);

/** A caller whose key or JWT was accepted can be refused by Cloudflare only for the own token. */
const OWN_TOKEN_REFUSED = ['UNAUTHENTICATED', 'FORBIDDEN'];

/** What callers do wrong is their affair: it is no more than information here. */
function levelOf({ codes, caller }: RequestLogEntry): keyof Log {
  if (codes.size === 0) return 'info';
  if (codes.has(BUG)) return 'error';
  const isOwnTrouble = caller !== null && OWN_TOKEN_REFUSED.some((code) => codes.has(code));
  return isOwnTrouble || [...codes].some((code) => TROUBLE.has(code)) ? 'warn' : 'info';
}
