import { createHash } from 'node:crypto';
import { type DocumentNode, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { GatewayContext } from '../graphql/context.ts';
import type { Log } from '../model/log.ts';
import type { Metrics } from './metrics.ts';
import { type OperationRecord, recordOf } from './operation-record.ts';

/**
 * One line in the log, and one count in the metrics, for every request that
 * asked for an operation; and its id in the answer. No variable, no argument
 * and no header gets there: the document is told by its hash.
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
      log.info('operation', lineOf(record, durationMs, response.status));
    },
  };
}

function lineOf(record: OperationRecord, durationMs: number, status: number) {
  const { requestId, operationName, documentHash, caller, journal } = record;
  return {
    requestId,
    ...(operationName !== null && { operationName }),
    ...(documentHash !== null && { documentHash }),
    ...(caller !== null && { caller }),
    status,
    code: codeOf(record),
    durationMs: Math.round(durationMs * 10) / 10,
    upstreamCalls: journal?.upstreamCalls ?? 0,
    pagesKept: journal?.pagesKept ?? 0,
    pagesJoined: journal?.pagesJoined ?? 0,
  };
}

function codeOf({ codes }: OperationRecord): string {
  return codes.size === 0 ? 'OK' : [...codes].join(' ');
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
