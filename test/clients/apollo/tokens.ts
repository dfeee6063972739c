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

/** A client for one credential: what its cache holds is for nobody else. */
export function createClient(uri: string, credential: string | null): ApolloClient {
  return new ApolloClient({
    link: new HttpLink({
      uri,
      headers: credential === null ? {} : { authorization: `Bearer ${credential}` },
    }),
    cache: new InMemoryCache({
      typePolicies: {
        Query: {
          // What makes it another list; the rest says which part of it is read.
          fields: { tokens: relayStylePagination(['direction', 'includeExpired']) },
        },
      },
      possibleTypes: {
        Node: ['Token'],
        TokenPolicyResource: ['TokenPolicyResourceGrant', 'TokenPolicyResourceScope'],
      },
    }),
  });
}
// #endregion

// #region list
type Tokens = ObservableQuery<TokensQuery, TokensQueryVariables>;

export function watchTokens(client: ApolloClient, first: number): Tokens {
  // "all" keeps the rows beside one that cannot be read; the default would drop the page.
  return client.watchQuery({ query: TOKENS, variables: { first }, errorPolicy: 'all' });
}

/** Adds the next page to the list; false where there is none. */
export async function loadMore(tokens: Tokens): Promise<boolean> {
  const { data } = tokens.getCurrentResult();
  const pageInfo = data?.tokens?.pageInfo;
  if (!pageInfo?.hasNextPage) return false;
  const variables = { after: pageInfo.endCursor ?? null };
  // It does not take the list's own policy over.
  await tokens.fetchMore({ variables, errorPolicy: 'all' });
  return true;
}
// #endregion

// #region token
/** Reads one token again; wherever the list shows it, it shows what came. */
export function refetchToken(client: ApolloClient, id: string) {
  return client.query({ query: TOKEN, variables: { id }, fetchPolicy: 'network-only' });
}
// #endregion

// #region errors
/** What a person can be told, and for how many seconds nothing should be asked again. */
export function failureOf(error: unknown): { code: string; retryAfter: number | null } {
  // Anything else is the network's: the gateway itself was not reached.
  if (!CombinedGraphQLErrors.is(error)) return { code: 'NETWORK', retryAfter: null };
  const { code, retryAfter } = error.errors[0]?.extensions ?? {};
  return { code: String(code), retryAfter: typeof retryAfter === 'number' ? retryAfter : null };
}
// #endregion
