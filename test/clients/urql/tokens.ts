// #region client

import { Client, type CombinedError, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

import { TOKEN, TOKENS } from '../documents.ts';

/** These are parts of what they stand in, and have no id of their own. */
const PARTS = [
  'PermissionGroupMeta',
  'PermissionGroupMetaEntry',
  'TokenCondition',
  'TokenConnection',
  'TokenEdge',
  'TokenPolicyResourceGrant',
  'TokenPolicyResourceScope',
  'TokenRequestIpCondition',
];

/** A client for one credential: what its cache holds is for nobody else. */
export function createClient(url: string, credential: string | null): Client {
  return new Client({
    url,
    // The gateway takes no GET that a page of another site could have sent, too.
    preferGetMethod: false,
    fetchOptions: {
      headers: credential === null ? {} : { authorization: `Bearer ${credential}` },
    },
    exchanges: [
      cacheExchange({
        resolvers: { Query: { tokens: relayPagination() } },
        keys: Object.fromEntries(PARTS.map((type) => [type, () => null])),
      }),
      fetchExchange,
    ],
  });
}
// #endregion

// #region list
/** A page; its data is the whole list up to there. */
export function readTokens(client: Client, first: number, after: string | null = null) {
  return client.query(TOKENS, { first, after }).toPromise();
}
// #endregion

// #region token
/** Reads one token again; wherever the list shows it, it shows what came. */
export function refetchToken(client: Client, id: string) {
  return client.query(TOKEN, { id }, { requestPolicy: 'network-only' }).toPromise();
}
// #endregion

// #region errors
/** What a person can be told, and for how many seconds nothing should be asked again. */
export function failureOf(error: CombinedError): { code: string; retryAfter: number | null } {
  // Then the gateway itself was not reached.
  if (error.networkError) return { code: 'NETWORK', retryAfter: null };
  const { code, retryAfter } = error.graphQLErrors[0]?.extensions ?? {};
  return { code: String(code), retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
}
// #endregion
