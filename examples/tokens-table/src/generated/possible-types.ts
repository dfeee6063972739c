
      export type PossibleTypesResultData = {
  "possibleTypes": {
    "ApiToken": [
      "AccountToken",
      "Token"
    ],
    "Node": [
      "AccountToken",
      "Token"
    ],
    "TokenPolicyResource": [
      "TokenPolicyResourceGrant",
      "TokenPolicyResourceScope"
    ],
    "_Entity": [
      "Account",
      "AccountToken",
      "PermissionGroup",
      "Token",
      "Zone"
    ]
  }
};
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "ApiToken": [
      "AccountToken",
      "Token"
    ],
    "Node": [
      "AccountToken",
      "Token"
    ],
    "TokenPolicyResource": [
      "TokenPolicyResourceGrant",
      "TokenPolicyResourceScope"
    ],
    "_Entity": [
      "Account",
      "AccountToken",
      "PermissionGroup",
      "Token",
      "Zone"
    ]
  }
};
      export default result;
    