import { type ConcreteRequest, fetchQuery } from 'relay-runtime';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';

import { type App, keepsItsPromises, NO_FAILURE, startServer } from '../promises.ts';
import { breakRow } from '../troubles.ts';
import PAGINATION, {
  type TokensPaginationQuery,
} from './__generated__/TokensPaginationQuery.graphql.ts';
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
    more: () => loadMore(environment, count),
    shown: () => readTokens(environment, count).rows,
    stored: () =>
      records()
        .getRecordIDs()
        .filter((id) => records().get(id)?.['__typename'] === 'Token'),
    refetch: (id) => refetchToken(environment, id),
    fail: ({ first, after }) =>
      fetchQuery<TokensPaginationQuery>(environment, PAGINATION, { count: first, cursor: after })
        .toPromise()
        .then(() => NO_FAILURE, failureOf),
  };
}

describe('Relay', () => {
  keepsItsPromises(startApp);

  test('tells of a row that cannot be read where it is caught', async () => {
    const { url, upstream } = await startServer();
    breakRow(upstream.account(CREDENTIALS.seven), 1);
    const environment = createEnvironment(url, CREDENTIALS.seven);

    const query = fetchQuery<TokensWithGapsQuery>(environment, WITH_GAPS, { first: 3 });
    const data = await query.toPromise();

    expect(data?.tokens.edges.map(({ node }) => node)).toEqual([
      { ok: true, value: { id: expect.stringMatching(/1$/) } },
      { ok: false, errors: [{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }] },
      { ok: true, value: { id: expect.stringMatching(/3$/) } },
    ]);
  });

  test('needs no text where documents are trusted', async () => {
    const { url } = await startServer({ documents: { trusted, trustedOnly: true } });
    const environment = createEnvironment(url, CREDENTIALS.seven);

    const answer = fetchQuery<TokensQuery>(environment, withoutText(TOKENS), { count: 1 });

    await expect(answer.toPromise()).resolves.toBeDefined();
  });
});

test('the manifest has the documents of today and no other', () => {
  const ids = [TOKENS, PAGINATION, REFETCH, WITH_GAPS].map(({ params }) => params.id);

  expect(Object.keys(trusted).toSorted()).toEqual(ids.toSorted());
});

/** As the compiler writes it unless it is told to keep the text. */
function withoutText(request: ConcreteRequest): ConcreteRequest {
  const { name, operationKind, metadata, id } = request.params;
  return { ...request, params: { name, operationKind, metadata, id: String(id), text: null } };
}
