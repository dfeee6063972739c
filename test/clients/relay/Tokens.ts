// #region documents
import { graphql } from 'relay-runtime';

graphql`
  query TokensQuery($count: Int!) {
    ...Tokens_list @arguments(count: $count)
  }
`;

graphql`
  fragment Tokens_list on Query
  @argumentDefinitions(
    count: { type: "Int!" }
    cursor: { type: "String" }
    direction: { type: "SortDirection", defaultValue: ASC }
  )
  @refetchable(queryName: "TokensPaginationQuery") {
    tokens(first: $count, after: $cursor, direction: $direction)
      @connection(key: "Tokens_tokens", filters: ["direction"]) {
      totalCount
      edges {
        node {
          id
          ...Tokens_row
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

graphql`
  fragment Tokens_row on Token @refetchable(queryName: "TokensRefetchQuery") {
    name
    status
    lastUsedOn
    expiresOn
  }
`;
// #endregion

// #region policies
graphql`
  query TokensPoliciesQuery($id: ID!) {
    token(id: $id) {
      policies {
        id
        effect
      }
    }
  }
`;

graphql`
  query TokensAccountPoliciesQuery($account: ID!) {
    account(id: $account) {
      tokens(first: 5) {
        edges {
          node {
            policies {
              id
              effect
            }
          }
        }
      }
    }
  }
`;
// #endregion

// #region gaps
graphql`
  query TokensWithGapsQuery($first: Int!) {
    tokens(first: $first) {
      edges {
        node @catch(to: RESULT) {
          id
        }
      }
    }
  }
`;
// #endregion
