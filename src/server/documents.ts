import { createHash } from 'node:crypto';
import type { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

import type { DocumentOptions } from '../model/document-options.ts';
import { codedError } from './errors.ts';

/** The parameter of GraphQL over HTTP; Apollo and Relay use `extensions.persistedQuery`. */
export const DOCUMENT_ID = 'documentId';

/** The parameters that name a document. */
export type DocumentParameters = Pick<GraphQLParams, 'query' | 'extensions'> & {
  readonly [DOCUMENT_ID]?: unknown;
};

/** The text of the document that a request names. Throws the error for the client. */
export type FindDocument = (params: DocumentParameters) => string | undefined;

const MAX_REGISTERED = 1_000;
const MAX_REGISTERED_LENGTH = 4_000_000;

/**
 * Finds the document that a client names by its hash, among the trusted
 * documents and those that clients registered. Our own code: Yoga has two
 * plugins for this, which do not work together and do not know `documentId`.
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
      throw codedError('PERSISTED_QUERY_HASH_MISMATCH', 'The hash is not that of the document.');
    }
    registered.set(hash, text);
  }

  return (params) => {
    const { query } = params;
    const id = documentIdOf(params);
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

function documentIdOf(params: DocumentParameters): string | null {
  const documentId = params[DOCUMENT_ID];
  if (typeof documentId === 'string') return hashIn(documentId);
  const persisted: unknown = params.extensions?.['persistedQuery'];
  const isPersisted = typeof persisted === 'object' && persisted !== null;
  const hash = isPersisted && 'sha256Hash' in persisted ? persisted.sha256Hash : null;
  return typeof hash === 'string' ? hashIn(hash) : null;
}

/**
 * In GraphQL over HTTP the prefix `sha256:` of a `documentId` names the hash function. Manifests of
 * codegen have it, too, and some clients send it on as `sha256Hash`.
 */
function hashIn(id: string): string {
  return id.replace(/^sha256:/, '');
}

function untrusted(): GraphQLError {
  const message = 'This gateway executes trusted documents only: send the hash of one.';
  return codedError('DOCUMENT_NOT_TRUSTED', message);
}

/** Apollo's clients react to these messages: they send the text as well, or never a hash again. */
function notFound(automatic: boolean): GraphQLError {
  return automatic
    ? codedError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
    : codedError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
}
