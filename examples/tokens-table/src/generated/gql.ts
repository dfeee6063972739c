/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

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
    "\n  fragment Addresses on Token {\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n  }\n": typeof types.AddressesFragmentDoc,
    "\n  fragment Expiry on Token {\n    status\n    expiresOn\n  }\n": typeof types.ExpiryFragmentDoc,
    "\n  fragment Policy on TokenPolicy {\n    effect\n    permissionGroups {\n      id\n      name\n    }\n    resources {\n      name\n      ...Resource\n    }\n  }\n": typeof types.PolicyFragmentDoc,
    "\n  fragment ResourceName on TokenPolicyResource {\n    name\n    kind\n    resourceId\n  }\n": typeof types.ResourceNameFragmentDoc,
    "\n  fragment Resource on TokenPolicyResource {\n    __typename\n    ...ResourceName\n    ... on TokenPolicyResourceGrant {\n      permission\n    }\n    ... on TokenPolicyResourceScope {\n      grants {\n        name\n        permission\n        ...ResourceName\n      }\n    }\n  }\n": typeof types.ResourceFragmentDoc,
    "\n  fragment TokenDetails on Token {\n    id\n    issuedOn\n    modifiedOn\n    notBefore\n    policies {\n      id\n      ...Policy\n    }\n    ...Addresses\n  }\n": typeof types.TokenDetailsFragmentDoc,
    "\n  fragment TokenRow on Token {\n    name\n    status\n    lastUsedOn\n    policies {\n      id\n      effect\n    }\n    ...Expiry\n    ...Addresses\n    ...TokenDetails\n  }\n": typeof types.TokenRowFragmentDoc,
    "\n  query TokensTable(\n    $first: Int!\n    $after: String\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n  ) {\n    tokens(\n      first: $first\n      after: $after\n      direction: $direction\n      includeExpired: $includeExpired\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          id\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.TokensTableDocument,
};
const documents: Documents = {
    "\n  fragment Addresses on Token {\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n  }\n": types.AddressesFragmentDoc,
    "\n  fragment Expiry on Token {\n    status\n    expiresOn\n  }\n": types.ExpiryFragmentDoc,
    "\n  fragment Policy on TokenPolicy {\n    effect\n    permissionGroups {\n      id\n      name\n    }\n    resources {\n      name\n      ...Resource\n    }\n  }\n": types.PolicyFragmentDoc,
    "\n  fragment ResourceName on TokenPolicyResource {\n    name\n    kind\n    resourceId\n  }\n": types.ResourceNameFragmentDoc,
    "\n  fragment Resource on TokenPolicyResource {\n    __typename\n    ...ResourceName\n    ... on TokenPolicyResourceGrant {\n      permission\n    }\n    ... on TokenPolicyResourceScope {\n      grants {\n        name\n        permission\n        ...ResourceName\n      }\n    }\n  }\n": types.ResourceFragmentDoc,
    "\n  fragment TokenDetails on Token {\n    id\n    issuedOn\n    modifiedOn\n    notBefore\n    policies {\n      id\n      ...Policy\n    }\n    ...Addresses\n  }\n": types.TokenDetailsFragmentDoc,
    "\n  fragment TokenRow on Token {\n    name\n    status\n    lastUsedOn\n    policies {\n      id\n      effect\n    }\n    ...Expiry\n    ...Addresses\n    ...TokenDetails\n  }\n": types.TokenRowFragmentDoc,
    "\n  query TokensTable(\n    $first: Int!\n    $after: String\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n  ) {\n    tokens(\n      first: $first\n      after: $after\n      direction: $direction\n      includeExpired: $includeExpired\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          id\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.TokensTableDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Addresses on Token {\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment Addresses on Token {\n    condition {\n      requestIp {\n        in\n        notIn\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Expiry on Token {\n    status\n    expiresOn\n  }\n"): (typeof documents)["\n  fragment Expiry on Token {\n    status\n    expiresOn\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Policy on TokenPolicy {\n    effect\n    permissionGroups {\n      id\n      name\n    }\n    resources {\n      name\n      ...Resource\n    }\n  }\n"): (typeof documents)["\n  fragment Policy on TokenPolicy {\n    effect\n    permissionGroups {\n      id\n      name\n    }\n    resources {\n      name\n      ...Resource\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ResourceName on TokenPolicyResource {\n    name\n    kind\n    resourceId\n  }\n"): (typeof documents)["\n  fragment ResourceName on TokenPolicyResource {\n    name\n    kind\n    resourceId\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Resource on TokenPolicyResource {\n    __typename\n    ...ResourceName\n    ... on TokenPolicyResourceGrant {\n      permission\n    }\n    ... on TokenPolicyResourceScope {\n      grants {\n        name\n        permission\n        ...ResourceName\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment Resource on TokenPolicyResource {\n    __typename\n    ...ResourceName\n    ... on TokenPolicyResourceGrant {\n      permission\n    }\n    ... on TokenPolicyResourceScope {\n      grants {\n        name\n        permission\n        ...ResourceName\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TokenDetails on Token {\n    id\n    issuedOn\n    modifiedOn\n    notBefore\n    policies {\n      id\n      ...Policy\n    }\n    ...Addresses\n  }\n"): (typeof documents)["\n  fragment TokenDetails on Token {\n    id\n    issuedOn\n    modifiedOn\n    notBefore\n    policies {\n      id\n      ...Policy\n    }\n    ...Addresses\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TokenRow on Token {\n    name\n    status\n    lastUsedOn\n    policies {\n      id\n      effect\n    }\n    ...Expiry\n    ...Addresses\n    ...TokenDetails\n  }\n"): (typeof documents)["\n  fragment TokenRow on Token {\n    name\n    status\n    lastUsedOn\n    policies {\n      id\n      effect\n    }\n    ...Expiry\n    ...Addresses\n    ...TokenDetails\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TokensTable(\n    $first: Int!\n    $after: String\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n  ) {\n    tokens(\n      first: $first\n      after: $after\n      direction: $direction\n      includeExpired: $includeExpired\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          id\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query TokensTable(\n    $first: Int!\n    $after: String\n    $direction: SortDirection!\n    $includeExpired: Boolean!\n  ) {\n    tokens(\n      first: $first\n      after: $after\n      direction: $direction\n      includeExpired: $includeExpired\n    ) {\n      totalCount\n      edges {\n        cursor\n        node {\n          id\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;