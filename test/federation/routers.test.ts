import { composeServices as composeWithApollo } from '@apollo/composition';
import { composeServices as composeWithTheGuild } from '@theguild/federation-composition';
import { describe, expect, test } from 'vitest';

import { DEMO_CREDENTIAL } from '../../src/emulator/index.ts';
import {
  post,
  type StartRouter,
  type Subgraph,
  startApollo,
  startHive,
  startSubgraphs,
} from '../support/federated.ts';
import type { ClientError } from '../support/gateway.ts';

type Compose = (subgraphs: readonly Subgraph[]) => string | undefined;

const COMPOSERS: readonly (readonly [string, Compose])[] = [
  ['Apollo', (subgraphs) => composeWithApollo([...subgraphs]).supergraphSdl],
  ['The Guild', (subgraphs) => composeWithTheGuild([...subgraphs]).supergraphSdl],
];
const ROUTERS: readonly (readonly [string, StartRouter])[] = [
  ['Hive Gateway', startHive],
  ['Apollo Gateway', startApollo],
];
const PAIRS = COMPOSERS.flatMap(([composer, compose]) =>
  ROUTERS.map(([router, start]) => ({ composer, router, compose, start })),
);

const DEMO = { authorization: `Bearer ${DEMO_CREDENTIAL}` };
const UNKNOWN = { authorization: `Bearer ${'unknown_'.padEnd(40, '0')}` };

describe.each(PAIRS)('$router with a supergraph composed by $composer', ({ compose, start }) => {
  async function open() {
    const { subgraphs, upstream } = await startSubgraphs();
    const router = await start(compose(subgraphs) ?? '');
    const ask = (query: string, headers: Record<string, string> = DEMO) =>
      post(router, query, headers);
    return { ask, upstream };
  }

  test('joins tokens and their zones with the fields of the other subgraph', async () => {
    const { ask, upstream } = await open();

    const { data, errors } = await ask(`{
      tokens(first: 4) {
        nodes {
          name
          team { name }
          policies { resources { kind zone { name } } }
        }
        pageInfo { hasNextPage }
      }
    }`);

    expect(errors).toBeUndefined();
    const [first, second, third] = data.tokens.nodes;
    expect([first.name, first.team]).toEqual([
      'GitHub Actions: deploy storefront',
      { name: 'Platform' },
    ]);
    expect(first.policies[1].resources).toEqual([
      { kind: 'ZONE', zone: { name: 'example.org' } },
      { kind: 'ZONE', zone: { name: 'example.com' } },
    ]);
    expect([second.team, third.team]).toEqual([{ name: 'Platform' }, null]);
    expect(data.tokens.pageInfo).toEqual({ hasNextPage: true });
    expect(upstream.requests.map(({ authorization }) => authorization)).toEqual([
      DEMO.authorization,
    ]);
  });

  test('joins the other subgraph’s tokens with our fields, with one read of the list', async () => {
    const { ask, upstream } = await open();

    const { data, errors } = await ask(`{
      teams {
        name
        tokens { id name status policies { effect permissionGroups { name } } team { id } }
      }
    }`);

    // The last token is deleted. It is null, because its policies cannot be null.
    expect(data.teams).toMatchObject([
      {
        name: 'Platform',
        tokens: [{ name: 'GitHub Actions: deploy storefront' }, { status: 'ACTIVE' }],
      },
      { name: 'Web', tokens: [{ team: { id: 'team-web' }, policies: [{}] }, null] },
    ]);
    for (const { path } of errors ?? [])
      expect(path.slice(0, 4)).toEqual(['teams', 1, 'tokens', 1]);
    // Four ids: the first page holds three and says that there are more; the fourth is read by its id.
    expect(upstream.requests.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/user/tokens', DEMO.authorization],
      ['/user/tokens/70c00000000000000000000000000000', DEMO.authorization],
    ]);
  });

  test('returns UNAUTHENTICATED for an unknown credential, and without a credential', async () => {
    const { ask, upstream } = await open();
    // The distinct codes. Apollo's own errors, about fields that became null, have no code.
    async function codesOf(query: string, headers: Record<string, string>) {
      const { errors } = await ask(query, headers);
      return new Set(errors.flatMap((error: Partial<ClientError>) => error.extensions?.code ?? []));
    }
    const unauthenticated = new Set(['UNAUTHENTICATED']);
    const [own, joined] = ['{ tokens { totalCount } }', '{ teams { tokens { name } } }'];

    expect(await codesOf(own, UNKNOWN)).toEqual(unauthenticated);
    expect(await codesOf(joined, UNKNOWN)).toEqual(unauthenticated);
    const sent = upstream.requests.length;
    expect(sent).toBeGreaterThan(0);
    expect(await codesOf(own, {})).toEqual(unauthenticated);
    expect(upstream.requests).toHaveLength(sent);
  });

  test('has neither subgraph’s node', async () => {
    const { ask } = await open();

    const { errors } = await ask('{ node(id: "team-web") { id } nodes(ids: []) { id } }');

    expect(JSON.stringify(errors)).toContain('node');
    const { data } = await ask('{ __type(name: "Query") { fields { name } } }');
    const names = data.__type.fields.map(({ name }: { name: string }) => name).sort();
    expect(names).toEqual([
      'account',
      'credential',
      'permissionGroups',
      'rateLimit',
      'teams',
      'token',
      'tokens',
    ]);
  });
});
