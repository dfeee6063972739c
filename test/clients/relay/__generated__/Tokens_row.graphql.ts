/**
 * @generated SignedSource<<7b491b23aabd7de88eebbd41aa3781c2>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ReaderFragment } from 'relay-runtime';
export type TokenStatus = "ACTIVE" | "DISABLED" | "EXPIRED" | "REVOKED" | "UNKNOWN" | "%future added value";
import type { FragmentRefs } from "relay-runtime";
export type Tokens_row$data = {
  readonly expiresOn: string | null | undefined;
  readonly id: string;
  readonly lastUsedOn: string | null | undefined;
  readonly name: string | null | undefined;
  readonly status: TokenStatus | null | undefined;
  readonly " $fragmentType": "Tokens_row";
};
export type Tokens_row$key = {
  readonly " $data"?: Tokens_row$data;
  readonly " $fragmentSpreads": FragmentRefs<"Tokens_row">;
};

import TokensRefetchQuery_graphql from './TokensRefetchQuery.graphql';

const node: ReaderFragment = {
  "argumentDefinitions": [],
  "kind": "Fragment",
  "metadata": {
    "refetch": {
      "connection": null,
      "fragmentPathInResult": [
        "node"
      ],
      "operation": TokensRefetchQuery_graphql,
      "identifierInfo": {
        "identifierField": "id",
        "identifierQueryVariableName": "id"
      }
    }
  },
  "name": "Tokens_row",
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "name",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "status",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "lastUsedOn",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "expiresOn",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    }
  ],
  "type": "Token",
  "abstractKey": null
};

(node as any).hash = "3f425f62c9b088c3cccb5d04e83d7280";

export default node;
