// #region client
import {
  ApolloClient,
  CombinedGraphQLErrors,
  HttpLink,
  InMemoryCache,
  type ObservableQuery,
} from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

import { TOKEN, TOKENS } from '../documents.ts';
import type { TokensQuery, TokensQueryVariables } from '../generated/graphql.ts';

/** Creates a client for one credential. Never share it: its cache holds that credential's data. */
export function createClient(uri: string, credential: string | null): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({
      uri,
      headers: credential === null ? {} : { authorization: `Bearer ${credential}` },
    }),
    cache: new InMemoryCache({
      typePolicies: {
        Query: {
          // These arguments select a list; the other arguments select a part of it.
          fields: {
            tokens: relayStylePagination(['direction', 'filter', 'includeExpired', 'orderBy']),
          },
        },
        Account: {
          fields: {
            tokens: relayStylePagination(['direction', 'filter', 'includeExpired', 'orderBy']),
          },
        },
        // A part of its token. By its id alone, one policy could show what another one says.
        TokenPolicy: { keyFields: false },
      },
      possibleTypes: {
        ApiToken: ['AccountToken', 'Token'],
        Node: ['AccountToken', 'Token'],
        TokenPolicyResource: ['TokenPolicyResourceGrant', 'TokenPolicyResourceScope'],
      },
    }),
  });
}
// #endregion

// #region list
type Tokens = ObservableQuery<TokensQuery, TokensQueryVariables>;

export function watchTokens(client: ApolloClient, first: number): Tokens {
  // "all" keeps the other rows if one row cannot be read; the default would drop the page.
  return client.watchQuery({ query: TOKENS, variables: { first }, errorPolicy: 'all' });
}

/** Adds the next page to the list. Returns false if there is no next page. */
export async function loadMore(tokens: Tokens): Promise<boolean> {
  const { data } = tokens.getCurrentResult();
  const pageInfo = data?.tokens?.pageInfo;
  if (!pageInfo?.hasNextPage) return false;
  const variables = { after: pageInfo.endCursor ?? null };
  // `fetchMore` does not inherit the error policy of `watchQuery`.
  await tokens.fetchMore({ variables, errorPolicy: 'all' });
  return true;
}
// #endregion

// #region token
/** Reads one token again. The cache updates every list that shows it. */
export function refetchToken(client: ApolloClient, id: string) {
  return client.query({ query: TOKEN, variables: { id }, fetchPolicy: 'network-only' });
}
// #endregion

// #region errors
/** The error code, and the number of seconds to wait before the next request. */
export function failureOf(error: unknown): { code: string; retryAfter: number | null } {
  // Any other error is a network error: the request did not reach the gateway.
  if (!CombinedGraphQLErrors.is(error)) return { code: 'NETWORK', retryAfter: null };
  const { code, retryAfter } = error.errors[0]?.extensions ?? {};
  return { code: String(code), retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
}
// #endregion
