import { graphql } from './generated/index.ts';

/** What the page shows of a token, whoever owns it. */
export const TokenRow = graphql(`
  fragment TokenRow on ApiToken {
    __typename
    id
    tokenId
    name
    status
    issuedOn
    modifiedOn
    lastUsedOn
    notBefore
    expiresOn
    ipRestriction
    condition {
      requestIp {
        in
        notIn
      }
    }
    findings {
      kind
      severity
      message
      policyId
    }
    policies {
      id
      effect
      permissionGroups {
        id
        name
        access
      }
      resources {
        __typename
        ...Resource
        ... on TokenPolicyResourceGrant {
          permission
        }
        ... on TokenPolicyResourceScope {
          grants {
            permission
            ...Resource
          }
        }
      }
    }
    ... on AccountToken {
      creatorEmailAtCreation
      provisionerType
      provisionerId
    }
  }
`);

export const Resource = graphql(`
  fragment Resource on TokenPolicyResource {
    name
    kind
    resourceId
    coverage
    account {
      id
    }
  }
`);

export const Summary = graphql(`
  fragment Summary on TokenSummary {
    total
    unreadable
    byFinding {
      kind
      severity
      count
    }
  }
`);

/**
 * One page of a list, and the counts by finding. The counts are of all tokens that match
 * `$overview`; both fields share one read of the list.
 */
export const UserTokens = graphql(`
  query UserTokens(
    $filter: TokenFilter!
    $overview: TokenFilter!
    $orderBy: TokenOrderField!
    $direction: SortDirection!
    $includeExpired: Boolean!
    $first: Int!
    $after: String
  ) {
    overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {
      summary {
        ...Summary
      }
    }
    tokens(
      filter: $filter
      orderBy: $orderBy
      direction: $direction
      includeExpired: $includeExpired
      first: $first
      after: $after
    ) {
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

export const AccountTokens = graphql(`
  query AccountTokens(
    $account: ID!
    $filter: TokenFilter!
    $overview: TokenFilter!
    $orderBy: TokenOrderField!
    $direction: SortDirection!
    $includeExpired: Boolean!
    $first: Int!
    $after: String
  ) {
    account(id: $account) {
      overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {
        summary {
          ...Summary
        }
      }
      tokens(
        filter: $filter
        orderBy: $orderBy
        direction: $direction
        includeExpired: $includeExpired
        first: $first
        after: $after
      ) {
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
  }
`);

/** Which token the page itself uses, and what is left of the limit. */
export const WhoAmI = graphql(`
  query WhoAmI {
    credential {
      tokenId
      status
      expiresOn
    }
    rateLimit {
      remaining
    }
  }
`);
