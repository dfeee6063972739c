
      export type PossibleTypesResultData = {
  "possibleTypes": {
    "Node": [
      "Token"
    ],
    "TokenPolicyResource": [
      "TokenPolicyResourceGrant",
      "TokenPolicyResourceScope"
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
    ]
  }
};
      export default result;
    