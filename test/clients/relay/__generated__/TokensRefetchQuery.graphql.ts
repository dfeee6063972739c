/**
 * @generated SignedSource<<6e74bb8c89ec4ffcb7c6b7a6fb526b9e>>
 * @relayHash e8f89fc31a9d55a4878b2ff5cf49f1d5
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 26a0407d6d562a1adfc78377223546816ea4b0dc202ced5cc499b93e2f6cf7ff

import type { ConcreteRequest } from 'relay-runtime';
import type { FragmentRefs } from "relay-runtime";
export type TokensRefetchQuery$variables = {
  id: string;
};
export type TokensRefetchQuery$data = {
  readonly node: {
    readonly " $fragmentSpreads": FragmentRefs<"Tokens_row">;
  } | null | undefined;
};
export type TokensRefetchQuery = {
  response: TokensRefetchQuery$data;
  variables: TokensRefetchQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "id"
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "TokensRefetchQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "args": null,
            "kind": "FragmentSpread",
            "name": "Tokens_row"
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "TokensRefetchQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": null,
        "kind": "LinkedField",
        "name": "node",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "__typename",
            "storageKey": null
          },
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "id",
            "storageKey": null
          },
          {
            "kind": "InlineFragment",
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
              }
            ],
            "type": "Token",
            "abstractKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "e8f89fc31a9d55a4878b2ff5cf49f1d5",
    "id": "26a0407d6d562a1adfc78377223546816ea4b0dc202ced5cc499b93e2f6cf7ff",
    "metadata": {},
    "name": "TokensRefetchQuery",
    "operationKind": "query",
    "text": "query TokensRefetchQuery(\n  $id: ID!\n) {\n  node(id: $id) {\n    __typename\n    ...Tokens_row\n    id\n  }\n}\n\nfragment Tokens_row on Token {\n  name\n  status\n  lastUsedOn\n  expiresOn\n  id\n}\n"
  }
};
})();

(node as any).hash = "3f425f62c9b088c3cccb5d04e83d7280";

export default node;
