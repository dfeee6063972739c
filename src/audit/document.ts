/** The largest page of the schema. */
export const PAGE_ROWS = 100;

const LIST = `tokens(first: ${PAGE_ROWS}, after: $after) {
  edges {
    node {
      tokenId
      name
      status
      expiresOn
      findings {
        kind
        severity
        message
        policyId
      }
    }
  }
  pageInfo {
    hasNextPage
    endCursor
  }
}`;

/** Alone, a total is what Cloudflare says: beside rows, the gateway corrects it by them. */
const TOTAL = 'tokens(first: 0) { totalCount }';

export interface OwnerDocuments {
  readonly page: string;
  readonly total: string;
}

export const USER_DOCUMENTS: OwnerDocuments = {
  page: `query AuditUser($after: String) { ${LIST} }`,
  total: `query AuditUserTotal { ${TOTAL} }`,
};

export const ACCOUNT_DOCUMENTS: OwnerDocuments = {
  page: `query AuditAccount($account: ID!, $after: String) {
    account(id: $account) { ${LIST} }
  }`,
  total: `query AuditAccountTotal($account: ID!) { account(id: $account) { ${TOTAL} } }`,
};
