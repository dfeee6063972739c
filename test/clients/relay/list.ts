// #region list
import {
  createOperationDescriptor,
  type Environment,
  fetchQuery,
  getPaginationMetadata,
  getPaginationVariables,
  getRequest,
  getSingularSelector,
  type ReaderFragment,
} from 'relay-runtime';

import TOKENS_LIST, { type Tokens_list$data } from './__generated__/Tokens_list.graphql.ts';
import TOKENS_ROW, { type Tokens_row$data } from './__generated__/Tokens_row.graphql.ts';
import TOKENS, { type TokensQuery } from './__generated__/TokensQuery.graphql.ts';
import REFETCH, { type TokensRefetchQuery } from './__generated__/TokensRefetchQuery.graphql.ts';

/** Every page so far, as the store holds it; null is a row that cannot be read. */
export function readTokens(environment: Environment, count: number) {
  const { fragment } = createOperationDescriptor(getRequest(TOKENS), { count });
  const query = environment.lookup(fragment).data;
  const { tokens } = read<Tokens_list$data>(environment, TOKENS_LIST, query);
  return {
    pageInfo: tokens.pageInfo,
    rows: tokens.edges.map(({ node }) =>
      node ? read<Tokens_row$data>(environment, TOKENS_ROW, node) : null,
    ),
  };
}

function read<Data>(environment: Environment, fragment: ReaderFragment, from: unknown): Data {
  return environment.lookup(getSingularSelector(fragment, from)).data as Data;
}

/** Reads the first page, and keeps what it brings from the store's garbage collection. */
export async function loadTokens(environment: Environment, count: number): Promise<void> {
  environment.retain(createOperationDescriptor(getRequest(TOKENS), { count }));
  await fetchQuery<TokensQuery>(environment, TOKENS, { count }).toPromise();
}

/** Adds the next page to the list; false where there is none. */
export async function loadMore(environment: Environment, count: number): Promise<boolean> {
  const { hasNextPage, endCursor } = readTokens(environment, count).pageInfo;
  if (!hasNextPage) return false;
  const { paginationRequest, paginationMetadata } = getPaginationMetadata(TOKENS_LIST, 'loadMore');
  const variables = getPaginationVariables('forward', count, endCursor, {}, {}, paginationMetadata);
  await fetchQuery(environment, paginationRequest, variables).toPromise();
  return true;
}
// #endregion

// #region token
/** Reads one token again; wherever the list shows it, it shows what came. */
export async function refetchToken(environment: Environment, id: string): Promise<void> {
  await fetchQuery<TokensRefetchQuery>(environment, REFETCH, { id }).toPromise();
}
// #endregion
