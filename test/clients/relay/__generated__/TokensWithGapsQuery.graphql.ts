/**
 * @generated SignedSource<<08c71e71e1a062abdd4071142986c036>>
 * @relayHash fd8a6f4942170821ae5a9ed0dd5912cc
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 90c538afc4d41775b2f50437f7b09d19008df5747003cd239dd42e7a3d4becb9

import type { ConcreteRequest } from 'relay-runtime';
import type { Result } from "relay-runtime";
export type TokensWithGapsQuery$variables = {
  first: number;
};
export type TokensWithGapsQuery$data = {
  readonly tokens: {
    readonly edges: ReadonlyArray<{
      readonly node: Result<{
        readonly id: string;
      } | null | undefined, unknown>;
    }>;
  };
};
export type TokensWithGapsQuery = {
  response: TokensWithGapsQuery$data;
  variables: TokensWithGapsQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "first"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "first",
    "variableName": "first"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "concreteType": "Token",
  "kind": "LinkedField",
  "name": "node",
  "plural": false,
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "id",
      "storageKey": null
    }
  ],
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "TokensWithGapsQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "TokenConnection",
        "kind": "LinkedField",
        "name": "tokens",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "TokenEdge",
            "kind": "LinkedField",
            "name": "edges",
            "plural": true,
            "selections": [
              {
                "kind": "CatchField",
                "field": (v2/*:: as any*/),
                "to": "RESULT"
              }
            ],
            "storageKey": null
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
    "name": "TokensWithGapsQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "TokenConnection",
        "kind": "LinkedField",
        "name": "tokens",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "TokenEdge",
            "kind": "LinkedField",
            "name": "edges",
            "plural": true,
            "selections": [
              (v2/*:: as any*/)
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "fd8a6f4942170821ae5a9ed0dd5912cc",
    "id": "90c538afc4d41775b2f50437f7b09d19008df5747003cd239dd42e7a3d4becb9",
    "metadata": {},
    "name": "TokensWithGapsQuery",
    "operationKind": "query",
    "text": "query TokensWithGapsQuery(\n  $first: Int!\n) {\n  tokens(first: $first) {\n    edges {\n      node {\n        id\n      }\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "4fa85f147e6e68bb77239d25428c1fcc";

export default node;
