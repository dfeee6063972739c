import { type ConcreteRequest, fetchQuery } from 'relay-runtime';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';

import { type App, NO_FAILURE, startServer, testClient } from '../client-tests.ts';
import { breakRow } from '../failures.ts';
import ACCOUNT_POLICIES from './__generated__/TokensAccountPoliciesQuery.graphql.ts';
import PAGINATION, {
  type TokensPaginationQuery,
} from './__generated__/TokensPaginationQuery.graphql.ts';
import POLICIES from './__generated__/TokensPoliciesQuery.graphql.ts';
import TOKENS, { type TokensQuery } from './__generated__/TokensQuery.graphql.ts';
import REFETCH from './__generated__/TokensRefetchQuery.graphql.ts';
import WITH_GAPS, {
  type TokensWithGapsQuery,
} from './__generated__/TokensWithGapsQuery.graphql.ts';
import { createEnvironment } from './environment.ts';
import { failureOf } from './errors.ts';
import { loadMore, loadTokens, readTokens, refetchToken } from './list.ts';
import trusted from './persisted.json' with { type: 'json' };

function startApp(url: string, credential: string | null, count: number): App {
  const environment = createEnvironment(url, credential);
  const records = () => environment.getStore().getSource();
  return {
    start: () => loadTokens(environment, count),
    loadMore: () => loadMore(environment, count),
    rows: () => readTokens(environment, count).rows,
    cachedIds: () =>
      records()
        .getRecordIDs()
        .filter((id) => records().get(id)?.['__typename'] === 'Token'),
    refetch: (id) => refetchToken(environment, id),
    failureFor: ({ first, after }) =>
      fetchQuery<TokensPaginationQuery>(environment, PAGINATION, { count: first, cursor: after })
        .toPromise()
        .then(() => NO_FAILURE, failureOf),
  };
}

describe('Relay', () => {
  testClient(startApp);

  test('returns the error of a row that cannot be read, at @catch', async () => {
    const { url, upstream } = await startServer();
    breakRow(upstream.credential(CREDENTIALS.seven), 1);
    const environment = createEnvironment(url, CREDENTIALS.seven);

    const query = fetchQuery<TokensWithGapsQuery>(environment, WITH_GAPS, { first: 3 });
    const data = await query.toPromise();

    expect(data?.tokens.edges.map(({ node }) => node)).toEqual([
      { ok: true, value: { id: expect.stringMatching(/1$/) } },
      { ok: false, errors: [{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }] },
      { ok: true, value: { id: expect.stringMatching(/3$/) } },
    ]);
  });

  test('sends a trusted document by its hash, without text', async () => {
    const { url } = await startServer({ documents: { trusted, trustedOnly: true } });
    const environment = createEnvironment(url, CREDENTIALS.seven);

    const response = fetchQuery<TokensQuery>(environment, withoutText(TOKENS), { count: 1 });

    await expect(response.toPromise()).resolves.toBeDefined();
  });
});

test('the manifest has the current documents and no others', () => {
  const ids = [TOKENS, PAGINATION, REFETCH, POLICIES, ACCOUNT_POLICIES, WITH_GAPS].map(
    ({ params }) => params.id,
  );

  expect(Object.keys(trusted).toSorted()).toEqual(ids.toSorted());
});

/** The compiler writes this form unless `include_query_text` is set. */
function withoutText(request: ConcreteRequest): ConcreteRequest {
  const { name, operationKind, metadata, id } = request.params;
  return { ...request, params: { name, operationKind, metadata, id: String(id), text: null } };
}
