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
    "query EveryField($first: Int, $after: String, $last: Int, $before: String, $direction: SortDirection, $includeExpired: Boolean) {\n  tokens(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    direction: $direction\n    includeExpired: $includeExpired\n  ) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...EveryTokenField\n      }\n    }\n  }\n}\n\nfragment EveryTokenField on Token {\n  id\n  name\n  status\n  issuedOn\n  modifiedOn\n  lastUsedOn\n  expiresOn\n  notBefore\n  condition {\n    requestIp {\n      in\n      notIn\n    }\n  }\n  policies {\n    id\n    effect\n    permissionGroups {\n      id\n      name\n      meta {\n        key\n        value\n        category\n        deprecated\n        description\n        editable\n        eolAt\n        label\n        scopes\n        visibility\n        entries {\n          key\n          value\n        }\n      }\n    }\n    resources {\n      __typename\n      ...EveryResourceField\n      ... on TokenPolicyResourceGrant {\n        permission\n      }\n      ... on TokenPolicyResourceScope {\n        grants {\n          ...EveryResourceField\n          permission\n        }\n      }\n    }\n  }\n}\n\nfragment EveryResourceField on TokenPolicyResource {\n  name\n  kind\n  resourceId\n  account {\n    id\n  }\n  zone {\n    id\n  }\n}": typeof types.EveryFieldDocument,
    "query Findings($first: Int, $after: String) {\n  tokens(first: $first, after: $after) {\n    nodes {\n      id\n      name\n      ipRestriction\n      findings {\n        kind\n        severity\n        message\n        policyId\n      }\n      policies {\n        id\n        permissionGroups {\n          id\n          name\n          access\n        }\n        resources {\n          name\n          coverage\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.FindingsDocument,
    "query NestedResources {\n  tokens(first: 20, direction: DESC) {\n    nodes {\n      id\n      name\n      policies {\n        id\n        effect\n        permissionGroups {\n          id\n          name\n        }\n        resources {\n          ...Resource\n          ... on TokenPolicyResourceGrant {\n            permission\n          }\n          ... on TokenPolicyResourceScope {\n            grants {\n              ...Resource\n              permission\n            }\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment Resource on TokenPolicyResource {\n  kind\n  name\n  resourceId\n  account {\n    id\n  }\n  zone {\n    id\n  }\n}": typeof types.NestedResourcesDocument,
    "query PermissionGroups($name: String, $scope: String) {\n  permissionGroups(name: $name, scope: $scope) {\n    id\n    name\n    meta {\n      category\n      scopes\n    }\n  }\n}": typeof types.PermissionGroupsDocument,
    "query Token($id: ID!) {\n  token(id: $id) {\n    id\n    name\n    status\n    issuedOn\n    modifiedOn\n    lastUsedOn\n    notBefore\n    expiresOn\n  }\n}": typeof types.TokenDocument,
    "query Tokens {\n  tokens(first: 20) {\n    totalCount\n    nodes {\n      id\n      name\n      status\n      lastUsedOn\n      expiresOn\n      condition {\n        requestIp {\n          in\n          notIn\n        }\n      }\n      policies {\n        effect\n        permissionGroups {\n          name\n        }\n        resources {\n          kind\n          name\n        }\n      }\n    }\n  }\n}": typeof types.TokensDocument,
    "query WalkTheList($first: Int!, $after: String) {\n  tokens(first: $first, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        name\n        status\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.WalkTheListDocument,
    "query WhoAmI {\n  credential {\n    tokenId\n    status\n    notBefore\n    expiresOn\n  }\n  rateLimit {\n    limit\n    remaining\n    windowSeconds\n    resetsAt\n  }\n}": typeof types.WhoAmIDocument,
    "query WithoutIpCondition {\n  tokens(first: 100, includeExpired: true) {\n    totalCount\n    nodes {\n      id\n      name\n      status\n      lastUsedOn\n      expiresOn\n      condition {\n        requestIp {\n          in\n          notIn\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.WithoutIpConditionDocument,
};
const documents: Documents = {
    "query EveryField($first: Int, $after: String, $last: Int, $before: String, $direction: SortDirection, $includeExpired: Boolean) {\n  tokens(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    direction: $direction\n    includeExpired: $includeExpired\n  ) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...EveryTokenField\n      }\n    }\n  }\n}\n\nfragment EveryTokenField on Token {\n  id\n  name\n  status\n  issuedOn\n  modifiedOn\n  lastUsedOn\n  expiresOn\n  notBefore\n  condition {\n    requestIp {\n      in\n      notIn\n    }\n  }\n  policies {\n    id\n    effect\n    permissionGroups {\n      id\n      name\n      meta {\n        key\n        value\n        category\n        deprecated\n        description\n        editable\n        eolAt\n        label\n        scopes\n        visibility\n        entries {\n          key\n          value\n        }\n      }\n    }\n    resources {\n      __typename\n      ...EveryResourceField\n      ... on TokenPolicyResourceGrant {\n        permission\n      }\n      ... on TokenPolicyResourceScope {\n        grants {\n          ...EveryResourceField\n          permission\n        }\n      }\n    }\n  }\n}\n\nfragment EveryResourceField on TokenPolicyResource {\n  name\n  kind\n  resourceId\n  account {\n    id\n  }\n  zone {\n    id\n  }\n}": types.EveryFieldDocument,
    "query Findings($first: Int, $after: String) {\n  tokens(first: $first, after: $after) {\n    nodes {\n      id\n      name\n      ipRestriction\n      findings {\n        kind\n        severity\n        message\n        policyId\n      }\n      policies {\n        id\n        permissionGroups {\n          id\n          name\n          access\n        }\n        resources {\n          name\n          coverage\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.FindingsDocument,
    "query NestedResources {\n  tokens(first: 20, direction: DESC) {\n    nodes {\n      id\n      name\n      policies {\n        id\n        effect\n        permissionGroups {\n          id\n          name\n        }\n        resources {\n          ...Resource\n          ... on TokenPolicyResourceGrant {\n            permission\n          }\n          ... on TokenPolicyResourceScope {\n            grants {\n              ...Resource\n              permission\n            }\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment Resource on TokenPolicyResource {\n  kind\n  name\n  resourceId\n  account {\n    id\n  }\n  zone {\n    id\n  }\n}": types.NestedResourcesDocument,
    "query PermissionGroups($name: String, $scope: String) {\n  permissionGroups(name: $name, scope: $scope) {\n    id\n    name\n    meta {\n      category\n      scopes\n    }\n  }\n}": types.PermissionGroupsDocument,
    "query Token($id: ID!) {\n  token(id: $id) {\n    id\n    name\n    status\n    issuedOn\n    modifiedOn\n    lastUsedOn\n    notBefore\n    expiresOn\n  }\n}": types.TokenDocument,
    "query Tokens {\n  tokens(first: 20) {\n    totalCount\n    nodes {\n      id\n      name\n      status\n      lastUsedOn\n      expiresOn\n      condition {\n        requestIp {\n          in\n          notIn\n        }\n      }\n      policies {\n        effect\n        permissionGroups {\n          name\n        }\n        resources {\n          kind\n          name\n        }\n      }\n    }\n  }\n}": types.TokensDocument,
    "query WalkTheList($first: Int!, $after: String) {\n  tokens(first: $first, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        name\n        status\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.WalkTheListDocument,
    "query WhoAmI {\n  credential {\n    tokenId\n    status\n    notBefore\n    expiresOn\n  }\n  rateLimit {\n    limit\n    remaining\n    windowSeconds\n    resetsAt\n  }\n}": types.WhoAmIDocument,
    "query WithoutIpCondition {\n  tokens(first: 100, includeExpired: true) {\n    totalCount\n    nodes {\n      id\n      name\n      status\n      lastUsedOn\n      expiresOn\n      condition {\n        requestIp {\n          in\n          notIn\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.WithoutIpConditionDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query EveryField($first: Int, $after: String, $last: Int, $before: String, $direction: SortDirection, $includeExpired: Boolean) {\n  tokens(\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n    direction: $direction\n    includeExpired: $includeExpired\n  ) {\n    totalCount\n    pageInfo {\n      hasNextPage\n      hasPreviousPage\n      startCursor\n      endCursor\n    }\n    edges {\n      cursor\n      node {\n        ...EveryTokenField\n      }\n    }\n  }\n}\n\nfragment EveryTokenField on Token {\n  id\n  name\n  status\n  issuedOn\n  modifiedOn\n  lastUsedOn\n  expiresOn\n  notBefore\n  condition {\n    requestIp {\n      in\n      notIn\n    }\n  }\n  policies {\n    id\n    effect\n    permissionGroups {\n      id\n      name\n      meta {\n        key\n        value\n        category\n        deprecated\n        description\n        editable\n        eolAt\n        label\n        scopes\n        visibility\n        entries {\n          key\n          value\n        }\n      }\n    }\n    resources {\n      __typename\n      ...EveryResourceField\n      ... on TokenPolicyResourceGrant {\n        permission\n      }\n      ... on TokenPolicyResourceScope {\n        grants {\n          ...EveryResourceField\n          permission\n        }\n      }\n    }\n  }\n}\n\nfragment EveryResourceField on TokenPolicyResource {\n  name\n  kind\n  resourceId\n  account {\n    id\n  }\n  zone {\n    id\n  }\n}"): typeof import('./graphql.ts').EveryFieldDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Findings($first: Int, $after: String) {\n  tokens(first: $first, after: $after) {\n    nodes {\n      id\n      name\n      ipRestriction\n      findings {\n        kind\n        severity\n        message\n        policyId\n      }\n      policies {\n        id\n        permissionGroups {\n          id\n          name\n          access\n        }\n        resources {\n          name\n          coverage\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').FindingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query NestedResources {\n  tokens(first: 20, direction: DESC) {\n    nodes {\n      id\n      name\n      policies {\n        id\n        effect\n        permissionGroups {\n          id\n          name\n        }\n        resources {\n          ...Resource\n          ... on TokenPolicyResourceGrant {\n            permission\n          }\n          ... on TokenPolicyResourceScope {\n            grants {\n              ...Resource\n              permission\n            }\n          }\n        }\n      }\n    }\n  }\n}\n\nfragment Resource on TokenPolicyResource {\n  kind\n  name\n  resourceId\n  account {\n    id\n  }\n  zone {\n    id\n  }\n}"): typeof import('./graphql.ts').NestedResourcesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PermissionGroups($name: String, $scope: String) {\n  permissionGroups(name: $name, scope: $scope) {\n    id\n    name\n    meta {\n      category\n      scopes\n    }\n  }\n}"): typeof import('./graphql.ts').PermissionGroupsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Token($id: ID!) {\n  token(id: $id) {\n    id\n    name\n    status\n    issuedOn\n    modifiedOn\n    lastUsedOn\n    notBefore\n    expiresOn\n  }\n}"): typeof import('./graphql.ts').TokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Tokens {\n  tokens(first: 20) {\n    totalCount\n    nodes {\n      id\n      name\n      status\n      lastUsedOn\n      expiresOn\n      condition {\n        requestIp {\n          in\n          notIn\n        }\n      }\n      policies {\n        effect\n        permissionGroups {\n          name\n        }\n        resources {\n          kind\n          name\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').TokensDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query WalkTheList($first: Int!, $after: String) {\n  tokens(first: $first, after: $after) {\n    totalCount\n    edges {\n      cursor\n      node {\n        id\n        name\n        status\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').WalkTheListDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query WhoAmI {\n  credential {\n    tokenId\n    status\n    notBefore\n    expiresOn\n  }\n  rateLimit {\n    limit\n    remaining\n    windowSeconds\n    resetsAt\n  }\n}"): typeof import('./graphql.ts').WhoAmIDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query WithoutIpCondition {\n  tokens(first: 100, includeExpired: true) {\n    totalCount\n    nodes {\n      id\n      name\n      status\n      lastUsedOn\n      expiresOn\n      condition {\n        requestIp {\n          in\n          notIn\n        }\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').WithoutIpConditionDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
