import { Client, fetchExchange } from '@urql/core';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { type App, NO_FAILURE, startServer, testClient } from '../client-tests.ts';
import { TOKENS } from '../documents.ts';
import { breakRow } from '../failures.ts';
import trusted from '../generated/persisted-documents.json' with { type: 'json' };
import { createClient, failureOf, readTokens, refetchToken } from './tokens.ts';
import { trustedDocuments } from './trusted.ts';

function startApp(url: string, credential: string | null, first: number): App {
  let client = createClient(url, credential);
  let last: string | null = null;
  const cachedTokens = () => client.readQuery(TOKENS, { first, after: last })?.data?.tokens;
  return {
    omitsUnreadableRows: true,
    async start() {
      // A page stays in the list as long as the client exists.
      client = createClient(url, credential);
      last = null;
      await readTokens(client, first);
    },
    async loadMore() {
      const { hasNextPage = false, endCursor = null } = cachedTokens()?.pageInfo ?? {};
      if (!hasNextPage) return false;
      last = endCursor;
      await readTokens(client, first, endCursor);
      return true;
    },
    rows: () => cachedTokens()?.edges.map(({ node }) => node ?? null) ?? [],
    async refetch(id) {
      await refetchToken(client, id);
    },
    async failureFor({ first, after }) {
      const { error } = await readTokens(client, first, after);
      return error ? failureOf(error) : NO_FAILURE;
    },
  };
}

const authorization = `Bearer ${CREDENTIALS.seven}`;

describe('urql', () => {
  testClient(startApp);

  test('reports a row that cannot be read once, and omits it from the list', async () => {
    const { url, upstream } = await startServer();
    breakRow(upstream.credential(CREDENTIALS.seven), 1);
    const client = createClient(url, CREDENTIALS.seven);

    const { data, error } = await readTokens(client, 3);
    const again = await readTokens(client, 3);

    expect(data?.tokens.edges.map(({ node }) => node?.id.at(-1))).toEqual(['1', '3']);
    expect(error?.graphQLErrors[0]).toMatchObject({
      path: ['tokens', 'edges', 1, 'node'],
      extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
    });
    expect(again.error).toBeUndefined();
  });

  test('sends a trusted document by its hash, without text', async () => {
    const { url } = await startServer({ documents: { trusted, trustedOnly: true } });
    const client = new Client({
      url,
      preferGetMethod: false,
      fetchOptions: { headers: { authorization } },
      exchanges: [trustedDocuments, fetchExchange],
    });

    const { data } = await readTokens(client, 1);

    expect(data?.tokens.totalCount).toBe(7);
  });

  test('is refused if it sends GET, which is its default', async () => {
    const { url } = await startServer();
    const client = new Client({
      url,
      fetchOptions: { headers: { authorization } },
      exchanges: [fetchExchange],
    });

    const { error } = await readTokens(client, 1);

    expect(error && failureOf(error).code).toBe('PREFLIGHT_REQUIRED');
  });
});
