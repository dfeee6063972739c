
      export type PossibleTypesResultData = {
  "possibleTypes": {
    "Node": [
      "Token"
    ],
    "TokenPolicyResource": [
      "TokenPolicyResourceGrant",
      "TokenPolicyResourceScope"
    ],
    "_Entity": [
      "Account",
      "PermissionGroup",
      "Token",
      "Zone"
    ]
  }
};
      const result: PossibleTypesResultData = {
  "possibleTypes": {
    "Node": [
      "Token"
    ],
    "TokenPolicyResource": [
      "TokenPolicyResourceGrant",
      "TokenPolicyResourceScope"
    ],
    "_Entity": [
      "Account",
      "PermissionGroup",
      "Token",
      "Zone"
    ]
  }
};
      export default result;
    