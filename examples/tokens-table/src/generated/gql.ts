/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment TokenRow on ApiToken {\n    __typename\n    id\n    tokenId\n    name\n    status\n    issuedOn\n    modifiedOn\n    lastUsedOn\n    notBefore\n    expiresOn\n    ipRestriction\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n    findings {\n      kind\n      severity\n      message\n      policyId\n    }\n    policies {\n      id\n      effect\n      permissionGroups {\n        id\n        name\n        access\n      }\n      resources {\n        __typename\n        ...Resource\n        ... on TokenPolicyResourceGrant {\n          permission\n        }\n        ... on TokenPolicyResourceScope {\n          grants {\n            permission\n            ...Resource\n          }\n        }\n      }\n    }\n    ... on AccountToken {\n      creatorEmailAtCreation\n      provisionerType\n      provisionerId\n    }\n  }\n": typeof types.TokenRowFragmentDoc,
    "\n  fragment Resource on TokenPolicyResource {\n    name\n    kind\n    resourceId\n    coverage\n    account {\n      id\n    }\n  }\n": typeof types.ResourceFragmentDoc,
    "\n  fragment Summary on TokenSummary {\n    total\n    unreadable\n    byFinding {\n      kind\n      severity\n      count\n    }\n  }\n": typeof types.SummaryFragmentDoc,
    "\n  query UserTokens(\n    $filter: TokenFilter!\n    $overview: TokenFilter!\n    $orderBy: TokenOrderField!\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n    $first: Int!\n    $after: String\n  ) {\n    overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {\n      summary {\n        ...Summary\n      }\n    }\n    tokens(\n      filter: $filter\n      orderBy: $orderBy\n      direction: $direction\n      includeExpired: $includeExpired\n      first: $first\n      after: $after\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.UserTokensDocument,
    "\n  query AccountTokens(\n    $account: ID!\n    $filter: TokenFilter!\n    $overview: TokenFilter!\n    $orderBy: TokenOrderField!\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n    $first: Int!\n    $after: String\n  ) {\n    account(id: $account) {\n      overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {\n        summary {\n          ...Summary\n        }\n      }\n      tokens(\n        filter: $filter\n        orderBy: $orderBy\n        direction: $direction\n        includeExpired: $includeExpired\n        first: $first\n        after: $after\n      ) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...TokenRow\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.AccountTokensDocument,
    "\n  query WhoAmI {\n    credential {\n      tokenId\n      status\n      expiresOn\n    }\n    rateLimit {\n      remaining\n    }\n  }\n": typeof types.WhoAmIDocument,
};
const documents: Documents = {
    "\n  fragment TokenRow on ApiToken {\n    __typename\n    id\n    tokenId\n    name\n    status\n    issuedOn\n    modifiedOn\n    lastUsedOn\n    notBefore\n    expiresOn\n    ipRestriction\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n    findings {\n      kind\n      severity\n      message\n      policyId\n    }\n    policies {\n      id\n      effect\n      permissionGroups {\n        id\n        name\n        access\n      }\n      resources {\n        __typename\n        ...Resource\n        ... on TokenPolicyResourceGrant {\n          permission\n        }\n        ... on TokenPolicyResourceScope {\n          grants {\n            permission\n            ...Resource\n          }\n        }\n      }\n    }\n    ... on AccountToken {\n      creatorEmailAtCreation\n      provisionerType\n      provisionerId\n    }\n  }\n": types.TokenRowFragmentDoc,
    "\n  fragment Resource on TokenPolicyResource {\n    name\n    kind\n    resourceId\n    coverage\n    account {\n      id\n    }\n  }\n": types.ResourceFragmentDoc,
    "\n  fragment Summary on TokenSummary {\n    total\n    unreadable\n    byFinding {\n      kind\n      severity\n      count\n    }\n  }\n": types.SummaryFragmentDoc,
    "\n  query UserTokens(\n    $filter: TokenFilter!\n    $overview: TokenFilter!\n    $orderBy: TokenOrderField!\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n    $first: Int!\n    $after: String\n  ) {\n    overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {\n      summary {\n        ...Summary\n      }\n    }\n    tokens(\n      filter: $filter\n      orderBy: $orderBy\n      direction: $direction\n      includeExpired: $includeExpired\n      first: $first\n      after: $after\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.UserTokensDocument,
    "\n  query AccountTokens(\n    $account: ID!\n    $filter: TokenFilter!\n    $overview: TokenFilter!\n    $orderBy: TokenOrderField!\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n    $first: Int!\n    $after: String\n  ) {\n    account(id: $account) {\n      overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {\n        summary {\n          ...Summary\n        }\n      }\n      tokens(\n        filter: $filter\n        orderBy: $orderBy\n        direction: $direction\n        includeExpired: $includeExpired\n        first: $first\n        after: $after\n      ) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...TokenRow\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.AccountTokensDocument,
    "\n  query WhoAmI {\n    credential {\n      tokenId\n      status\n      expiresOn\n    }\n    rateLimit {\n      remaining\n    }\n  }\n": types.WhoAmIDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TokenRow on ApiToken {\n    __typename\n    id\n    tokenId\n    name\n    status\n    issuedOn\n    modifiedOn\n    lastUsedOn\n    notBefore\n    expiresOn\n    ipRestriction\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n    findings {\n      kind\n      severity\n      message\n      policyId\n    }\n    policies {\n      id\n      effect\n      permissionGroups {\n        id\n        name\n        access\n      }\n      resources {\n        __typename\n        ...Resource\n        ... on TokenPolicyResourceGrant {\n          permission\n        }\n        ... on TokenPolicyResourceScope {\n          grants {\n            permission\n            ...Resource\n          }\n        }\n      }\n    }\n    ... on AccountToken {\n      creatorEmailAtCreation\n      provisionerType\n      provisionerId\n    }\n  }\n"): typeof import('./graphql.ts').TokenRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Resource on TokenPolicyResource {\n    name\n    kind\n    resourceId\n    coverage\n    account {\n      id\n    }\n  }\n"): typeof import('./graphql.ts').ResourceFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Summary on TokenSummary {\n    total\n    unreadable\n    byFinding {\n      kind\n      severity\n      count\n    }\n  }\n"): typeof import('./graphql.ts').SummaryFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query UserTokens(\n    $filter: TokenFilter!\n    $overview: TokenFilter!\n    $orderBy: TokenOrderField!\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n    $first: Int!\n    $after: String\n  ) {\n    overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {\n      summary {\n        ...Summary\n      }\n    }\n    tokens(\n      filter: $filter\n      orderBy: $orderBy\n      direction: $direction\n      includeExpired: $includeExpired\n      first: $first\n      after: $after\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql.ts').UserTokensDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountTokens(\n    $account: ID!\n    $filter: TokenFilter!\n    $overview: TokenFilter!\n    $orderBy: TokenOrderField!\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n    $first: Int!\n    $after: String\n  ) {\n    account(id: $account) {\n      overview: tokens(first: 0, filter: $overview, includeExpired: $includeExpired) {\n        summary {\n          ...Summary\n        }\n      }\n      tokens(\n        filter: $filter\n        orderBy: $orderBy\n        direction: $direction\n        includeExpired: $includeExpired\n        first: $first\n        after: $after\n      ) {\n        totalCount\n        edges {\n          cursor\n          node {\n            ...TokenRow\n          }\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').AccountTokensDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WhoAmI {\n    credential {\n      tokenId\n      status\n      expiresOn\n    }\n    rateLimit {\n      remaining\n    }\n  }\n"): typeof import('./graphql.ts').WhoAmIDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
