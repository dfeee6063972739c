import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

import possibleTypes from './generated/possible-types.ts';
import { createRowProblemsLink } from './row-problems.ts';

/** Everything that one credential fetches goes through one client, and none is shared by two. */
export function createClient(credential: string | null) {
  const headers = credential === null ? {} : { authorization: `Bearer ${credential}` };
  return new ApolloClient({
    link: createRowProblemsLink().concat(new HttpLink({ uri: '/graphql', headers })),
    cache: createCache(),
  });
}

function createCache() {
  return new InMemoryCache({
    ...possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          // Each order, with or without expired tokens, is a list of its own.
          tokens: relayStylePagination(['direction', 'includeExpired']),
        },
      },
      // Part of its token, never shared: what one token may do must not turn up at another.
      TokenPolicy: { keyFields: false },
      PermissionGroup: {
        fields: {
          // Some policies name a group, some give its id alone; a name that is known stays known.
          name: { merge: (known: string | null = null, come: string | null) => come ?? known },
        },
      },
    },
  });
}
