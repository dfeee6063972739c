import { randomUUID } from 'node:crypto';

import { plainText } from '../../lib/plain-text.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { HeaderReader } from '../http.ts';

/** Facts about one request, for the log, metrics, traces and error ids. */
export interface RequestLogEntry {
  readonly requestId: string;
  readonly startMs: number;
  /** From here on null until the request gets that far. */
  operationName: string | null;
  /** SHA-256 of the document, in hexadecimal. */
  documentHash: string | null;
  caller: string | null;
  traceId: string | null;
  stats: UpstreamStats | null;
  /** Called with the operation's code when it has ended. */
  readonly onEnd: ((code: string) => void)[];
  /** The codes of all errors, each once. */
  readonly codes: Set<string>;
}

/** A caller's own id is used if it is harmless in a log and a header. */
const CLEAN_ID = /^[\w.:-]{1,128}$/;

/** Also of a header that is malformed. The padding of a secret says nothing of it. */
const BESIDE_SECRETS = /[^\w.~+/-]+/;

/** Longer names are cut, so that a caller cannot fill the log. The subject of a JWT may be any text. */
const MAX_NAME_LENGTH = 128;

export function createLogEntry(headers: HeaderReader): RequestLogEntry {
  return {
    requestId: requestedId(headers) ?? randomUUID(),
    startMs: performance.now(),
    operationName: null,
    documentHash: null,
    caller: null,
    traceId: null,
    stats: null,
    onEnd: [],
    codes: new Set(),
  };
}

/** Every code, or OK. */
export function codeOf({ codes }: RequestLogEntry): string {
  return codes.size === 0 ? 'OK' : [...codes].join(' ');
}

/**
 * A line of the log. It holds no variable, no argument and no header, and names
 * the document by its hash. Undefined fields are not logged.
 */
export function lineOf(entry: RequestLogEntry, durationMs: number, status: number) {
  const { requestId, traceId, operationName, documentHash, caller, stats } = entry;
  const reasons = stats?.reasons;
  return {
    requestId,
    traceId: traceId ?? undefined,
    operationName: operationName === null ? undefined : clip(operationName),
    documentHash: documentHash ?? undefined,
    caller: caller === null ? undefined : plainText(clip(caller)),
    status,
    code: codeOf(entry),
    reasons: reasons === undefined || reasons.size === 0 ? undefined : [...reasons],
    durationMs: Math.round(durationMs * 10) / 10,
    upstreamCalls: stats?.upstreamCalls ?? 0,
    cacheHits: stats?.cacheHits ?? 0,
    coalesced: stats?.coalesced ?? 0,
  };
}

/** Attributes of the trace: the line of the log is found by them. */
export function attributesOf({ requestId, operationName, documentHash }: RequestLogEntry) {
  return {
    'gateway.request_id': requestId,
    ...(operationName !== null && { 'graphql.operation.name': clip(operationName) }),
    ...(documentHash !== null && { 'graphql.document.hash': documentHash }),
  };
}

/** Null if the caller sent no harmless id, or sent the credential itself as one. */
function requestedId(headers: HeaderReader): string | null {
  const wished = headers.get('x-request-id');
  if (wished === null || !CLEAN_ID.test(wished)) return null;
  const authorization = headers.get('authorization') ?? '';
  const words = authorization.split(BESIDE_SECRETS);
  return words.some((word) => word !== '' && wished.includes(word)) ? null : wished;
}

function clip(text: string): string {
  return text.slice(0, MAX_NAME_LENGTH);
}
