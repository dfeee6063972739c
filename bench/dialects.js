/**
 * The same question as a request for each kind of server, with a check of the
 * response. A question is `{ kind, first }`; `account` asks for the active tokens
 * of an account of `rows` tokens, and no name has the text `nonce`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import {
  activeByName,
  everyField,
  leanFields,
  requireEqual,
  restFields,
  restLeanFields,
} from './expected.js';
import { accountOf, TOKENS } from './tokens.js';

/** Returns `{ method, path, body, check(text) }`; `check` throws if the response is wrong. */
export function inDialect(dialect, question) {
  return DIALECTS[dialect](question);
}

const EVERY_FIELD = readFileSync(
  new URL('../schema/operations/every-field.graphql', import.meta.url),
  'utf8',
);
const LEAN = `query Lean($first: Int) {
  tokens(first: $first) {
    nodes {
      id
      name
    }
  }
}`;
const WALK = `query Walk($first: Int, $after: String) {
  tokens(first: $first, after: $after) {
    nodes {
      id
      name
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`;
const ACCOUNT = `query Account($account: ID!, $first: Int, $nonce: String) {
  account(id: $account) {
    tokens(
      first: $first
      filter: { status: [ACTIVE], not: { nameContains: $nonce } }
      orderBy: NAME
    ) {
      totalCount
      nodes {
        tokenId
        name
      }
      summary {
        total
        unreadable
        byStatus {
          status
          count
        }
        byFinding {
          kind
          count
        }
      }
    }
  }
}`;
const ENTITIES = `query Entities($representations: [_Any!]!) {
  _entities(representations: $representations) {
    ... on Token {
      id
      name
    }
  }
}`;

/** Resources are one JSON value here: these servers have no type for a map with unknown keys. */
const REST_EVERY_FIELD = `query EveryField($per_page: Int) {
  tokens(page: 1, per_page: $per_page, direction: "asc") {
    result_info {
      total_count
    }
    result {
      id
      name
      status
      issued_on
      modified_on
      last_used_on
      expires_on
      not_before
      condition {
        request_ip {
          in
          not_in
        }
      }
      policies {
        id
        effect
        permission_groups {
          id
          name
          meta {
            key
            value
            category
            deprecated
            description
            editable
            eol_at
            label
            scopes
            visibility
          }
        }
        resources
      }
    }
  }
}`;
const REST_LEAN = `query Lean($per_page: Int) {
  tokens(page: 1, per_page: $per_page, direction: "asc") {
    result {
      id
      name
    }
  }
}`;

const DIALECTS = {
  relay({ kind, first, after, rows, nonce = 'nobody' }) {
    if (kind === 'every') {
      return operation(EVERY_FIELD, { first }, isEqualTo(everyField(first)));
    }
    if (kind === 'lean') return operation(LEAN, { first }, isEqualTo(leanFields(first)));
    if (kind === 'walk') return operation(WALK, { first, after });
    if (kind === 'account') {
      const variables = { account: accountOf(rows), first, nonce };
      return operation(ACCOUNT, variables, (text) => checkAccount(text, rows, first));
    }
    // The last rows: none of them is on the first page, which the gateway reads for the total.
    const last = TOKENS.slice(-first);
    const representations = last.map(({ id }) => ({ __typename: 'Token', id }));
    const expected = { _entities: last.map(({ id, name }) => ({ id, name })) };
    return operation(ENTITIES, { representations }, isEqualTo(expected));
  },

  /** For schemas that are made from Cloudflare's OpenAPI description. */
  openapi({ kind, first }) {
    const variables = { per_page: first };
    return kind === 'every'
      ? operation(REST_EVERY_FIELD, variables, isEqualTo(restFields(first)))
      : operation(REST_LEAN, variables, isEqualTo(restLeanFields(first)));
  },

  /** For proxies. */
  rest({ first }) {
    return {
      method: 'GET',
      path: `/client/v4/user/tokens?page=1&per_page=${first}&direction=asc`,
      body: '',
      check: (text) => assert.deepEqual(JSON.parse(text).result, TOKENS.slice(0, first)),
    };
  },
};

function operation(query, variables, check) {
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }), check };
}

function isEqualTo(expected) {
  return (text) => requireEqual(JSON.parse(text), expected);
}

function checkAccount(text, count, first) {
  const { data, errors } = JSON.parse(text);
  assert.equal(errors, undefined, JSON.stringify(errors));
  const { byFinding, ...summary } = data.account.tokens.summary;
  assert.notEqual(byFinding.length, 0);
  assert.deepEqual({ ...data.account.tokens, summary }, activeByName(count, first));
}
