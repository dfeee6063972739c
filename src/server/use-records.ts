import { createHash } from 'node:crypto';
import { type DocumentNode, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { GatewayContext } from '../graphql/context.ts';
import type { FailureCode } from '../model/failure.ts';
import type { Log } from '../model/log.ts';
import { BUG } from './failures.ts';
import type { Metrics } from './metrics.ts';
import { codeOf, lineOf, type OperationRecord, recordOf } from './operation-record.ts';

/**
 * One line in the log, and one count in the metrics, for every request that
 * asked for an operation, those that are refused before GraphQL included; and
 * its id in the answer.
 */
export function useRecords(log: Log, metrics: Metrics): Plugin<GatewayContext> {
  return {
    onRequest({ request }) {
      recordOf(request);
      metrics.requestStarted();
    },
    onExecute({ args }) {
      const record = recordOf(args.contextValue.request);
      record.operationName = nameOf(args.document, args.operationName ?? null);
      record.documentHash = hashOf(args.document);
    },
    onResponse({ request, response }) {
      const record = recordOf(request);
      metrics.requestEnded();
      response.headers.set('x-request-id', record.requestId);
      const isOperation = record.journal !== null || record.codes.size > 0;
      if (!isOperation) return;
      const durationMs = performance.now() - record.startMs;
      metrics.operationEnded(record, durationMs);
      for (const end of record.endings) end(codeOf(record));
      log[levelOf(record)]('operation', lineOf(record, durationMs, response.status));
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
function levelOf({ codes, caller }: OperationRecord): keyof Log {
  if (codes.has(BUG)) return 'error';
  const isOwnTrouble = caller !== null && OWN_TOKEN_REFUSED.some((code) => codes.has(code));
  return isOwnTrouble || [...codes].some((code) => TROUBLE.has(code)) ? 'warn' : 'info';
}

function nameOf(document: DocumentNode, asked: string | null): string | null {
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const name = definition.name?.value ?? null;
    if (asked === null || name === asked) return name;
  }
  return null;
}

/** Documents are parsed once and kept, so each is hashed once. */
const hashes = new WeakMap<DocumentNode, string>();

function hashOf(document: DocumentNode): string {
  const known = hashes.get(document);
  if (known !== undefined) return known;
  const hash = createHash('sha256')
    .update(document.loc?.source.body ?? '')
    .digest('hex');
  hashes.set(document, hash);
  return hash;
}
