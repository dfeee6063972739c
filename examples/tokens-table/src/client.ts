import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

import possibleTypes from './generated/possible-types.ts';
import { createRowErrorsLink } from './row-errors.ts';

/** Each credential has its own client, so that two credentials never share a cache. */
export function createClient(credential: string | null) {
  const headers = credential === null ? {} : { authorization: `Bearer ${credential}` };
  return new ApolloClient({
    link: createRowErrorsLink().concat(new HttpLink({ uri: '/graphql', headers })),
    cache: createCache(),
  });
}

function createCache() {
  return new InMemoryCache({
    ...possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          // Each order, with or without expired tokens, is a separate list.
          tokens: relayStylePagination(['direction', 'filter', 'includeExpired', 'orderBy']),
        },
      },
      Account: {
        fields: {
          tokens: relayStylePagination(['direction', 'filter', 'includeExpired', 'orderBy']),
        },
      },
      // A part of its token, never normalized: one token must not show the policies of another.
      TokenPolicy: { keyFields: false },
      PermissionGroup: {
        fields: {
          // Some policies give a group's name, some only its id: keep a name that is known.
          name: { merge: (known: string | null = null, next: string | null) => next ?? known },
        },
      },
    },
  });
}
