import { hash } from 'node:crypto';
import { type DocumentNode, Kind } from 'graphql';
import type { Plugin } from 'graphql-yoga';

import type { GatewayContext } from '../graphql/context.ts';
import type { Recorder } from './telemetry/recorder.ts';
import { logEntryOf } from './telemetry/request-log.ts';

/** Records every request, those that are refused before GraphQL included; its id is in the answer. */
export function useRequestLog(recorder: Recorder): Plugin<GatewayContext> {
  return {
    onRequest({ request }) {
      logEntryOf(request);
      recorder.started();
    },
    onExecute({ args }) {
      const entry = logEntryOf(args.contextValue.request);
      entry.operationName = nameOf(args.document, args.operationName ?? null);
      entry.documentHash = hashOf(args.document);
    },
    onResponse({ request, response }) {
      const entry = logEntryOf(request);
      response.headers.set('x-request-id', entry.requestId);
      recorder.ended(entry, response.status);
    },
  };
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

/** SHA-256 of a document's text, in hexadecimal. */
export function hashOf(document: DocumentNode): string {
  const known = hashes.get(document);
  if (known !== undefined) return known;
  const computed = hash('sha256', document.loc?.source.body ?? '');
  hashes.set(document, computed);
  return computed;
}
