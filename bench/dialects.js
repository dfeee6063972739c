/**
 * The same question as a request for each kind of server, with a check of the
 * response. A question is `{ kind, first }`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { everyField, leanFields, requireEqual, restFields, restLeanFields } from './expected.js';
import { TOKENS } from './tokens.js';

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
  relay({ kind, first, after }) {
    if (kind === 'every') {
      return operation(EVERY_FIELD, { first }, isEqualTo(everyField(first)));
    }
    if (kind === 'lean') return operation(LEAN, { first }, isEqualTo(leanFields(first)));
    if (kind === 'walk') return operation(WALK, { first, after });
    // The last rows: none of them is on the first page, which the gateway reads for the total.
    const rows = TOKENS.slice(-first);
    const representations = rows.map(({ id }) => ({ __typename: 'Token', id }));
    const expected = { _entities: rows.map(({ id, name }) => ({ id, name })) };
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
