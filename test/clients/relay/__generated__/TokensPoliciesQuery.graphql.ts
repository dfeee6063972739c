/**
 * @generated SignedSource<<7f5e318b6a8618ed017e22e355b0d8d2>>
 * @relayHash 75d8d58edb0c242f2b8d0e8e6d914b21
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 544ae48228c1dc2d491aea280c37efd91873ffc8daf3815aa50f582d1499cacb

import type { ConcreteRequest } from 'relay-runtime';
export type TokenPolicyEffect = "ALLOW" | "DENY" | "UNKNOWN" | "%future added value";
export type TokensPoliciesQuery$variables = {
  id: string;
};
export type TokensPoliciesQuery$data = {
  readonly token: {
    readonly policies: ReadonlyArray<{
      readonly effect: TokenPolicyEffect;
      readonly id: string;
    }>;
  } | null | undefined;
};
export type TokensPoliciesQuery = {
  response: TokensPoliciesQuery$data;
  variables: TokensPoliciesQuery$variables;
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
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "concreteType": "TokenPolicy",
  "kind": "LinkedField",
  "name": "policies",
  "plural": true,
  "selections": [
    (v2/*:: as any*/),
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "effect",
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
    "name": "TokensPoliciesQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Token",
        "kind": "LinkedField",
        "name": "token",
        "plural": false,
        "selections": [
          (v3/*:: as any*/)
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
    "name": "TokensPoliciesQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Token",
        "kind": "LinkedField",
        "name": "token",
        "plural": false,
        "selections": [
          (v3/*:: as any*/),
          (v2/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "75d8d58edb0c242f2b8d0e8e6d914b21",
    "id": "544ae48228c1dc2d491aea280c37efd91873ffc8daf3815aa50f582d1499cacb",
    "metadata": {},
    "name": "TokensPoliciesQuery",
    "operationKind": "query",
    "text": "query TokensPoliciesQuery(\n  $id: ID!\n) {\n  token(id: $id) {\n    policies {\n      id\n      effect\n    }\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "9e96468a9a7e7efa101740a515a89a77";

export default node;
