import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';

import type { SortDirection, TokensTableDocument } from './generated/graphql.ts';

/** The arguments that select a list. Cursors and cached rows belong to one list. */
export interface TokenList {
  readonly direction: SortDirection;
  readonly includeExpired: boolean;
}

export type Tokens = ReturnType<typeof useTokens>;

/** The task that is running or has failed after the first load. There is one at a time. */
interface Task {
  readonly kind: 'more' | 'refresh';
  readonly error: Error | null;
}

const PAGE_SIZE = 20;

/** One list of tokens: its loaded rows, and functions to load more. */
export function useTokens(query: typeof TokensTableDocument, list: TokenList) {
  const client = useApolloClient();
  const { direction, includeExpired } = list;
  const variables = { first: PAGE_SIZE, direction, includeExpired };
  const { data, error, loading, refetch, fetchMore } = useQuery(query, {
    variables,
    // A row that cannot be read is an error beside the data. The other rows must still be shown.
    errorPolicy: 'all',
    // A list that is shown again may have changed.
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const [task, setTask] = useState<Task | null>(null);
  const running = useRef<AbortController>(null);
  /** Bypasses the gateway's cache: the pages after a fresh page must not be older than it. */
  const cacheHeaders = useRef<Readonly<Record<string, string>>>({});
  const connection = data?.tokens;

  // biome-ignore lint/correctness/useExhaustiveDependencies: a change of the list ends the task for the old list
  useEffect(() => {
    setTask(null);
    cacheHeaders.current = {};
    return () => running.current?.abort();
  }, [direction, includeExpired]);

  async function run(kind: Task['kind'], read: (signal: AbortSignal) => Promise<Result>) {
    // The rows of a late page would be appended to a list that they do not continue.
    running.current?.abort();
    running.current = new AbortController();
    const { signal } = running.current;
    setTask({ kind, error: null });
    const result = await read(signal);
    // Errors beside data are errors of single rows.
    const failure = result.data ? null : (result.error ?? new Error('No data'));
    if (!signal.aborted) setTask(failure && { kind, error: failure });
  }

  function loadMore() {
    void run('more', (signal) =>
      fetchMore({
        variables: { after: connection?.pageInfo.endCursor ?? null },
        errorPolicy: 'all',
        context: { headers: cacheHeaders.current, fetchOptions: { signal } },
      }),
    );
  }

  function refresh() {
    cacheHeaders.current = { 'cache-control': 'no-cache' };
    void run('refresh', (signal) =>
      client.query({
        query,
        variables,
        errorPolicy: 'all',
        fetchPolicy: 'network-only',
        context: {
          headers: cacheHeaders.current,
          fetchOptions: { signal },
          // It must not share a request that the gateway may answer from its cache.
          queryDeduplication: false,
        },
      }),
    );
  }

  const isLoading = loading && connection === undefined;
  const firstError = isLoading || connection ? null : (error ?? null);
  return {
    edges: connection?.edges ?? null,
    totalCount: connection?.totalCount ?? null,
    hasNextPage: connection?.pageInfo.hasNextPage ?? false,
    isLoading,
    /** The task that is running or has failed, except the first load. */
    task: task?.kind ?? null,
    failure: task === null ? firstError : task.error,
    loadMore,
    /** Loads the list again from the start. */
    refresh,
    /** Runs the failed task again. */
    retry: task === null ? () => void refetch() : task.kind === 'more' ? loadMore : refresh,
  };
}

interface Result {
  readonly data?: unknown;
  readonly error?: Error | undefined;
}
