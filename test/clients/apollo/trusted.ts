// #region trusted
import { ApolloLink, HttpLink } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';

/** Sends the hash that codegen computed for a document, instead of the document's text. */
export function trustedLink(uri: string, credential: string): ApolloLink {
  return ApolloLink.from([
    new PersistedQueryLink({
      generateHash: (document) =>
        (document as { __meta__?: { hash: string } }).__meta__?.hash ?? '',
    }),
    new HttpLink({ uri, headers: { authorization: `Bearer ${credential}` } }),
  ]);
}
// #endregion
