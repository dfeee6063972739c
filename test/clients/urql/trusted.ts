// #region trusted
import { persistedExchange } from '@urql/exchange-persisted';

/**
 * Sends the hash that codegen computed for a document, instead of the document's text. Put it
 * before `fetchExchange`.
 */
export const trustedDocuments = persistedExchange({
  enforcePersistedQueries: true,
  preferGetForPersistedQueries: false,
  // From its client preset 6 on, codegen writes "sha256:" before the hash.
  generateHash: async (_text, document) =>
    (document as { __meta__?: { hash: string } }).__meta__?.hash.replace('sha256:', '') ?? '',
});
// #endregion
