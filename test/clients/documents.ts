// #region documents
import { graphql } from './generated/gql.ts';

export const TOKENS = graphql(`
  query Tokens($first: Int!, $after: String, $direction: SortDirection) {
    tokens(first: $first, after: $after, direction: $direction) {
      totalCount
      edges {
        cursor
        node {
          ...TokenRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const TOKEN = graphql(`
  query Token($id: ID!) {
    token(id: $id) {
      ...TokenRow
    }
  }
`);

graphql(`
  fragment TokenRow on Token {
    id
    name
    status
    lastUsedOn
    expiresOn
  }
`);
// #endregion
