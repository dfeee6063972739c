import { createHash } from 'node:crypto';
import { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

import type { DocumentOptions } from '../model/document-options.ts';

/** GraphQL over HTTP's name for it, beside `extensions.persistedQuery` of Apollo and Relay. */
export const DOCUMENT_ID = 'documentId';

/** A request's parameters; `documentId` is GraphQL over HTTP's way to name a document. */
export type DocumentParameters = Pick<GraphQLParams, 'query' | 'extensions'> & {
  readonly [DOCUMENT_ID]?: unknown;
};

/** The text of the document that a request asks for; throws what the client must be told. */
export type FindDocument = (params: DocumentParameters) => string | undefined;

const MAX_REGISTERED = 1_000;
const MAX_REGISTERED_LENGTH = 4_000_000;

/**
 * Finds the document that a client names by its hash: among the trusted ones,
 * or those that clients registered. Our own: the two plugins for it know
 * nothing of each other, nor of `documentId`.
 */
export function createDocuments({
  trusted,
  trustedOnly,
  automatic,
}: DocumentOptions): FindDocument {
  const byId = new Map(Object.entries(trusted).map(([id, text]) => [hashIn(id), text]));
  const texts = new Set(byId.values());
  const registered = new LRUCache<string, string>({
    max: MAX_REGISTERED,
    maxSize: MAX_REGISTERED_LENGTH,
    sizeCalculation: (text) => text.length + 1,
  });

  function register(hash: string, text: string): void {
    if (createHash('sha256').update(text).digest('hex') !== hash) {
      throw refusal('PERSISTED_QUERY_HASH_MISMATCH', 'The hash is not that of the document.');
    }
    registered.set(hash, text);
  }

  return (params) => {
    const { query } = params;
    const id = idOf(params);
    if (query || id === null) {
      if (trustedOnly && !texts.has(query ?? '')) throw untrusted();
      if (automatic && id !== null && typeof query === 'string') register(id, query);
      return query;
    }
    const found = byId.get(id) ?? registered.get(id);
    if (found !== undefined) return found;
    throw trustedOnly ? untrusted() : notFound(automatic);
  };
}

function idOf(params: DocumentParameters): string | null {
  const documentId = params[DOCUMENT_ID];
  if (typeof documentId === 'string') return hashIn(documentId);
  const persisted: unknown = params.extensions?.['persistedQuery'];
  const isPersisted = typeof persisted === 'object' && persisted !== null;
  const hash = isPersisted && 'sha256Hash' in persisted ? persisted.sha256Hash : null;
  return typeof hash === 'string' ? hash : null;
}

/** `sha256:` in front of a `documentId` is how GraphQL over HTTP says which hash it is. */
function hashIn(id: string): string {
  return id.replace(/^sha256:/, '');
}

function untrusted(): GraphQLError {
  const message = 'This gateway executes trusted documents only: send the hash of one.';
  return refusal('DOCUMENT_NOT_TRUSTED', message);
}

/** The messages are those that Apollo's clients wait for: to send the text too, or no hash again. */
function notFound(automatic: boolean): GraphQLError {
  return automatic
    ? refusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
    : refusal('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}
