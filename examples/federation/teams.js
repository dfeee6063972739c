/**
 * A second subgraph to join with the gateway: the team that is responsible for a token or an
 * account, and the names of accounts and zones. It needs no credential and gets none.
 */
import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';

import { listen } from './listen.js';

const SDL = /* GraphQL */ `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])

type Query {
  teams: [Team!]!
  "Shareable, because the tokens gateway has it, too, and hides it from the router's clients."
  node(id: ID!): Node @shareable
}

interface Node {
  id: ID!
}

type Team implements Node @key(fields: "id") {
  id: ID!
  name: String!
  "An item is null if its token was deleted: this subgraph still knows the token's id."
  tokens: [Token]!
  "The account that the team uses. The gateway adds the tokens that belong to it."
  account: Account!
}

type Token @key(fields: "id") {
  id: ID!
  "The team that is responsible for the token; null if no team is known."
  team: Team
}

type Account @key(fields: "id") {
  id: ID!
  name: String
}

type Zone @key(fields: "id") {
  id: ID!
  name: String
}
`;

/** Ids from the demo data. The last token was deleted long ago. */
const TEAMS = [
  {
    id: 'team-platform',
    name: 'Platform',
    tokenIds: ['50d71876e00b80fd7bbf0aa39f860668', '80558640d241313a8590778518a80b12'],
    accountId: 'acc00000000000000000000000000001',
  },
  {
    id: 'team-web',
    name: 'Web',
    tokenIds: ['7c4492df84f89e9ab7598ee7c2fd24e5', '70c00000000000000000000000000000'],
    accountId: 'acc00000000000000000000000000003',
  },
];
const ZONE_NAMES = new Map([
  ['6d79476c9cfd8b5e25878f5d03c55406', 'example.com'],
  ['e998a74a867d43b82af4cb6f8cce4825', 'example.org'],
]);

const ACCOUNT_NAMES = new Map([
  ['acc00000000000000000000000000001', 'Production'],
  ['acc00000000000000000000000000003', 'Marketing'],
]);

const teamOf = (id) => TEAMS.find((team) => team.id === id) ?? null;

const resolvers = {
  Query: {
    teams: () => TEAMS,
    node: (_root, { id }) => teamOf(id),
    _service: () => ({ sdl: SDL }),
    _entities: (_root, { representations }) =>
      representations.map((entity) => (entity.__typename === 'Team' ? teamOf(entity.id) : entity)),
  },
  Node: { __resolveType: () => 'Team' },
  _Entity: { __resolveType: ({ __typename = 'Team' }) => __typename },
  Team: {
    tokens: ({ tokenIds }) => tokenIds.map((id) => ({ id })),
    account: ({ accountId }) => ({ id: accountId }),
  },
  Account: { name: ({ id }) => ACCOUNT_NAMES.get(id) ?? null },
  Token: { team: ({ id }) => TEAMS.find(({ tokenIds }) => tokenIds.includes(id)) ?? null },
  Zone: { name: ({ id }) => ZONE_NAMES.get(id) ?? null },
};

/** The definitions that make a schema a subgraph. A subgraph library would add them. */
const FEDERATION = /* GraphQL */ `
  scalar link__Import
  directive @link(url: String!, import: [link__Import]) repeatable on SCHEMA
  directive @key(fields: String!) repeatable on OBJECT
  directive @shareable on OBJECT | FIELD_DEFINITION

  scalar _Any
  union _Entity = Account | Team | Token | Zone
  type _Service {
    sdl: String!
  }
  extend type Query {
    _service: _Service!
    _entities(representations: [_Any!]!): [_Entity]!
  }
`;

const schema = createSchema({ typeDefs: [SDL, FEDERATION], resolvers });

export const teams = createYoga({ schema, landingPage: false });

if (import.meta.filename === process.argv[1]) {
  await listen(createServer(teams), { name: 'teams', port: Number(process.env.PORT ?? 4001) });
}
