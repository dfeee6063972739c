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

/** Reads all pages that are in the store. A row that cannot be read is null. */
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

/** Loads the first page, and protects its data from the store's garbage collection. */
export async function loadTokens(environment: Environment, count: number): Promise<void> {
  environment.retain(createOperationDescriptor(getRequest(TOKENS), { count }));
  await fetchQuery<TokensQuery>(environment, TOKENS, { count }).toPromise();
}

/** Adds the next page to the list. Returns false if there is no next page. */
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
/** Reads one token again. The store updates every list that shows it. */
export async function refetchToken(environment: Environment, id: string): Promise<void> {
  await fetchQuery<TokensRefetchQuery>(environment, REFETCH, { id }).toPromise();
}
// #endregion
