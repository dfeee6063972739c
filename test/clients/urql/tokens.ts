// #region client

import { Client, type CombinedError, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';

import { TOKEN, TOKENS } from '../documents.ts';

/**
 * The cache stores these types inside their parent. They have no id of their own, or, as policies, one
 * by which a policy could show what another one says.
 */
const EMBEDDED_TYPES = [
  'AccountTokenConnection',
  'AccountTokenEdge',
  'Credential',
  'PermissionGroupMeta',
  'PermissionGroupMetaEntry',
  'RateLimit',
  'TokenCondition',
  'TokenConnection',
  'TokenEdge',
  'TokenFinding',
  'TokenPolicy',
  'TokenPolicyResourceGrant',
  'TokenPolicyResourceScope',
  'TokenRequestIpCondition',
];

/** Creates a client for one credential. Never share it: its cache holds that credential's data. */
export function createClient(url: string, credential: string | null): Client {
  return new Client({
    url,
    // The gateway rejects a GET that a page of another site could send, too.
    preferGetMethod: false,
    fetchOptions: {
      headers: credential === null ? {} : { authorization: `Bearer ${credential}` },
    },
    exchanges: [
      cacheExchange({
        resolvers: {
          Query: { tokens: relayPagination() },
          Account: { tokens: relayPagination() },
        },
        keys: Object.fromEntries(EMBEDDED_TYPES.map((type) => [type, () => null])),
      }),
      fetchExchange,
    ],
  });
}
// #endregion

// #region list
/** Reads a page. Its data is the whole list up to the end of this page. */
export function readTokens(client: Client, first: number, after: string | null = null) {
  return client.query(TOKENS, { first, after }).toPromise();
}
// #endregion

// #region token
/** Reads one token again. The cache updates every list that shows it. */
export function refetchToken(client: Client, id: string) {
  return client.query(TOKEN, { id }, { requestPolicy: 'network-only' }).toPromise();
}
// #endregion

// #region errors
/** The error code, and the number of seconds to wait before the next request. */
export function failureOf(error: CombinedError): { code: string; retryAfter: number | null } {
  // The request did not reach the gateway.
  if (error.networkError) return { code: 'NETWORK', retryAfter: null };
  const { code, retryAfter } = error.graphQLErrors[0]?.extensions ?? {};
  return { code: String(code), retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
}
// #endregion
