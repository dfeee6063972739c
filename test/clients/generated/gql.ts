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
    "\n  query Tokens($first: Int!, $after: String, $direction: SortDirection) {\n    tokens(first: $first, after: $after, direction: $direction) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.TokensDocument,
    "\n  query Token($id: ID!) {\n    token(id: $id) {\n      ...TokenRow\n    }\n  }\n": typeof types.TokenDocument,
    "\n  fragment TokenRow on Token {\n    id\n    name\n    status\n    lastUsedOn\n    expiresOn\n  }\n": typeof types.TokenRowFragmentDoc,
};
const documents: Documents = {
    "\n  query Tokens($first: Int!, $after: String, $direction: SortDirection) {\n    tokens(first: $first, after: $after, direction: $direction) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.TokensDocument,
    "\n  query Token($id: ID!) {\n    token(id: $id) {\n      ...TokenRow\n    }\n  }\n": types.TokenDocument,
    "\n  fragment TokenRow on Token {\n    id\n    name\n    status\n    lastUsedOn\n    expiresOn\n  }\n": types.TokenRowFragmentDoc,
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
export function graphql(source: "\n  query Tokens($first: Int!, $after: String, $direction: SortDirection) {\n    tokens(first: $first, after: $after, direction: $direction) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Tokens($first: Int!, $after: String, $direction: SortDirection) {\n    tokens(first: $first, after: $after, direction: $direction) {\n      totalCount\n      edges {\n        cursor\n        node {\n          ...TokenRow\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Token($id: ID!) {\n    token(id: $id) {\n      ...TokenRow\n    }\n  }\n"): (typeof documents)["\n  query Token($id: ID!) {\n    token(id: $id) {\n      ...TokenRow\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TokenRow on Token {\n    id\n    name\n    status\n    lastUsedOn\n    expiresOn\n  }\n"): (typeof documents)["\n  fragment TokenRow on Token {\n    id\n    name\n    status\n    lastUsedOn\n    expiresOn\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;