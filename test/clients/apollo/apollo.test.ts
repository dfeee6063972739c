import { ApolloClient, CombinedGraphQLErrors, InMemoryCache } from '@apollo/client';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { type App, NO_FAILURE, startServer, testClient } from '../client-tests.ts';
import { TOKENS } from '../documents.ts';
import { breakRow } from '../failures.ts';
import trusted from '../generated/persisted-documents.json' with { type: 'json' };
import { createClient, failureOf, loadMore, refetchToken, watchTokens } from './tokens.ts';
import { trustedLink } from './trusted.ts';

function startApp(url: string, credential: string | null, first: number): App {
  const client = createClient(url, credential);
  const tokens = watchTokens(client, first);
  return {
    async start() {
      await tokens.refetch({ after: null });
    },
    loadMore: () => loadMore(tokens),
    rows: () =>
      client
        .readQuery({ query: TOKENS, variables: { first } })
        ?.tokens.edges.map(({ node }) => node ?? null) ?? [],
    cachedIds: () =>
      Object.keys(client.extract() as object)
        .filter((key) => key.startsWith('Token:'))
        .map((key) => key.slice('Token:'.length)),
    async refetch(id) {
      await refetchToken(client, id);
    },
    failureFor: (page) =>
      client.query({ query: TOKENS, variables: page }).then(() => NO_FAILURE, failureOf),
  };
}

describe('Apollo Client', () => {
  testClient(startApp);

  test('reports a row that cannot be read, beside the other rows', async () => {
    const { url, upstream } = await startServer();
    breakRow(upstream.credential(CREDENTIALS.seven), 1);
    const tokens = watchTokens(createClient(url, CREDENTIALS.seven), 3);

    const { data, error } = await firstValueFrom(tokens.pipe(filter(({ loading }) => !loading)));

    expect(data?.tokens?.edges?.map((edge) => edge?.node === null)).toEqual([false, true, false]);
    expect(CombinedGraphQLErrors.is(error) && error.errors[0]).toMatchObject({
      path: ['tokens', 'edges', 1, 'node'],
      extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
    });
  });

  test('sends a trusted document by its hash, without text', async () => {
    const { url } = await startServer({ documents: { trusted, trustedOnly: true } });
    const client = new ApolloClient({
      link: trustedLink(url, CREDENTIALS.seven),
      cache: new InMemoryCache(),
    });

    const { data } = await client.query({ query: TOKENS, variables: { first: 1 } });

    expect(data?.tokens.totalCount).toBe(7);
  });
});
