/**
 * The same question in the words of each kind of server, and what a right
 * answer to it is. A question is `{ kind, first }`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { everyField, leanFields, requireEqual } from './answers.js';
import { TOKENS } from './tokens.js';

/** Returns `{ method, path, body, check(text) }`; `check` throws where the answer is wrong. */
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

const DIALECTS = {
  relay({ kind, first, after }) {
    if (kind === 'every') {
      return operation(EVERY_FIELD, { first }, isEqualTo(everyField(first)));
    }
    if (kind === 'lean') return operation(LEAN, { first }, isEqualTo(leanFields(first)));
    if (kind === 'walk') return operation(WALK, { first, after });
    const rows = TOKENS.slice(0, first);
    const representations = rows.map(({ id }) => ({ __typename: 'Token', id }));
    const expected = { _entities: rows.map(({ id, name }) => ({ id, name })) };
    return operation(ENTITIES, { representations }, isEqualTo(expected));
  },

  /** What a proxy passes through. */
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
