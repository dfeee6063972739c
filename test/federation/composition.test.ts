import { readFileSync } from 'node:fs';
import { composeServices as composeWithApollo } from '@apollo/composition';
import { composeServices as composeWithTheGuild } from '@theguild/federation-composition';
import { type DocumentNode, parse } from 'graphql';
import { describe, expect, test } from 'vitest';

import { startGateway } from '../support/gateway.ts';

const SDL = readFileSync(new URL('../../schema/subgraph.graphql', import.meta.url), 'utf8');

/** Another subgraph with its own Node, PageInfo and list. Its `node` and `nodes` have these directives. */
const otherSubgraph = (directives: string) => `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@inaccessible"])
  type Query {
    owners: [Owner!]!
    node(id: ID!): Node ${directives}
    nodes(ids: [ID!]!): [Node]! ${directives}
  }
  interface Node { id: ID! }
  type Owner implements Node @key(fields: "id") { id: ID! tokens: [Token]! pageInfo: PageInfo! }
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
  type Token @key(fields: "id") { id: ID! owner: Owner }
  type PermissionGroup @key(fields: "id") { id: ID! risk: Int }
  type Account @key(fields: "id") { id: ID! name: String }
  type Zone @key(fields: "id") { id: ID! name: String }`;

type Services = { name: string; url: string; typeDefs: DocumentNode }[];

const services = (...sdls: string[]): Services =>
  sdls.map((sdl, n) => ({ name: `s${n}`, url: `http://127.0.0.1/${n}`, typeDefs: parse(sdl) }));

test('_service returns the printed subgraph schema, without a credential', async () => {
  const { ask, upstream } = await startGateway();

  const { data, errors } = await ask('{ _service { sdl } }', {}, { credential: null });

  expect(errors).toEqual([]);
  expect(data._service.sdl, 'stale: npm run codegen').toBe(SDL);
  expect(upstream.requests).toHaveLength(0);
});

test('_service is refused if introspection is off', async () => {
  const { ask } = await startGateway({ introspection: false });

  const { data, errors } = await ask('{ s: _service { ...F } } fragment F on _Service { sdl }');

  expect(data).toBeUndefined();
  expect(errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});

describe.each([
  ['Apollo', (list: Services) => composeWithApollo(list)],
  ['The Guild', (list: Services) => composeWithTheGuild(list)],
])('%s’s composer', (_name, compose) => {
  const problems = (...sdls: string[]) =>
    compose(services(...sdls)).errors?.map(({ message }) => message) ?? [];

  test('accepts the subgraph alone', () => {
    expect(problems(SDL)).toEqual([]);
  });

  test.each(['@shareable', '@shareable @inaccessible'])(
    'accepts it with a subgraph that extends its entities and has a node that is %s',
    (directives) => {
      expect(problems(SDL, otherSubgraph(directives))).toEqual([]);
    },
  );

  // This is why `node` is @shareable here, and must be in the other subgraph, too.
  test('refuses a node that is not @shareable in both subgraphs', () => {
    expect(problems(SDL, otherSubgraph('')).join()).toContain('Non-shareable field "Query.node"');
    const without = SDL.replaceAll('@shareable @inaccessible', '@inaccessible');
    expect(problems(without, otherSubgraph('@shareable')).join()).toContain('Non-shareable');
  });
});

// The types that implement Node differ between the subgraphs.
test('Apollo’s composer refuses a node that is not @inaccessible', () => {
  const accessible = SDL.replaceAll('@shareable @inaccessible', '@shareable');

  const { errors } = composeWithApollo(services(accessible, otherSubgraph('@shareable')));

  expect(String(errors)).toContain('non-intersecting set of possible runtime types');
});
