// #region trusted
import { persistedExchange } from '@urql/exchange-persisted';

/** Sends the hash that codegen gave a document instead of its text; stands before `fetchExchange`. */
export const trustedDocuments = persistedExchange({
  enforcePersistedQueries: true,
  preferGetForPersistedQueries: false,
  generateHash: async (_text, document) =>
    (document as { __meta__?: { hash: string } }).__meta__?.hash ?? '',
});
// #endregion
