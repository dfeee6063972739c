/**
 * @generated SignedSource<<c22b438a8586ee4e1b2e5a3577372e1b>>
 * @relayHash 0965ff00e82b6ac53bb461b0ffc62e47
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

// @relayRequestID 0fdb780993c96ceee0f3fc89296d0d47c940be7efc29baa5c79ee86f7470c6cf

import type { ConcreteRequest } from 'relay-runtime';
export type TokenPolicyEffect = "ALLOW" | "DENY" | "UNKNOWN" | "%future added value";
export type TokensAccountPoliciesQuery$variables = {
  account: string;
};
export type TokensAccountPoliciesQuery$data = {
  readonly account: {
    readonly tokens: {
      readonly edges: ReadonlyArray<{
        readonly node: {
          readonly policies: ReadonlyArray<{
            readonly effect: TokenPolicyEffect;
            readonly id: string;
          }>;
        } | null | undefined;
      }>;
    };
  };
};
export type TokensAccountPoliciesQuery = {
  response: TokensAccountPoliciesQuery$data;
  variables: TokensAccountPoliciesQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "account"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "id",
    "variableName": "account"
  }
],
v2 = [
  {
    "kind": "Literal",
    "name": "first",
    "value": 5
  }
],
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "concreteType": "TokenPolicy",
  "kind": "LinkedField",
  "name": "policies",
  "plural": true,
  "selections": [
    (v3/*:: as any*/),
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
    "name": "TokensAccountPoliciesQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": (v2/*:: as any*/),
            "concreteType": "AccountTokenConnection",
            "kind": "LinkedField",
            "name": "tokens",
            "plural": false,
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "AccountTokenEdge",
                "kind": "LinkedField",
                "name": "edges",
                "plural": true,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "AccountToken",
                    "kind": "LinkedField",
                    "name": "node",
                    "plural": false,
                    "selections": [
                      (v4/*:: as any*/)
                    ],
                    "storageKey": null
                  }
                ],
                "storageKey": null
              }
            ],
            "storageKey": "tokens(first:5)"
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
    "name": "TokensAccountPoliciesQuery",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "Account",
        "kind": "LinkedField",
        "name": "account",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": (v2/*:: as any*/),
            "concreteType": "AccountTokenConnection",
            "kind": "LinkedField",
            "name": "tokens",
            "plural": false,
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "AccountTokenEdge",
                "kind": "LinkedField",
                "name": "edges",
                "plural": true,
                "selections": [
                  {
                    "alias": null,
                    "args": null,
                    "concreteType": "AccountToken",
                    "kind": "LinkedField",
                    "name": "node",
                    "plural": false,
                    "selections": [
                      (v4/*:: as any*/),
                      (v3/*:: as any*/)
                    ],
                    "storageKey": null
                  }
                ],
                "storageKey": null
              }
            ],
            "storageKey": "tokens(first:5)"
          },
          (v3/*:: as any*/)
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "0965ff00e82b6ac53bb461b0ffc62e47",
    "id": "0fdb780993c96ceee0f3fc89296d0d47c940be7efc29baa5c79ee86f7470c6cf",
    "metadata": {},
    "name": "TokensAccountPoliciesQuery",
    "operationKind": "query",
    "text": "query TokensAccountPoliciesQuery(\n  $account: ID!\n) {\n  account(id: $account) {\n    tokens(first: 5) {\n      edges {\n        node {\n          policies {\n            id\n            effect\n          }\n          id\n        }\n      }\n    }\n    id\n  }\n}\n"
  }
};
})();

(node as any).hash = "1d8298f05f8d9fb47f0acc392e083d56";

export default node;
