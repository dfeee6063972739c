import { useApolloClient, useQuery } from '@apollo/client/react';
import { useEffect, useRef, useState } from 'react';

import type { SortDirection, TokensTableDocument } from './generated/graphql.ts';

/** Which list: cursors belong to one, and so does everything that is kept. */
export interface TokenList {
  readonly direction: SortDirection;
  readonly includeExpired: boolean;
}

export type Tokens = ReturnType<typeof useTokens>;

/** What goes on once there are rows, or has just failed: one thing at a time. */
interface Task {
  readonly kind: 'more' | 'refresh';
  readonly error: Error | null;
}

const PAGE_SIZE = 20;

/** One list of tokens: what has been loaded of it, and how to get more. */
export function useTokens(query: typeof TokensTableDocument, list: TokenList) {
  const client = useApolloClient();
  const { direction, includeExpired } = list;
  const variables = { first: PAGE_SIZE, direction, includeExpired };
  const { data, error, loading, refetch, fetchMore } = useQuery(query, {
    variables,
    // A row that cannot be read is an error beside the data; it must not cost its neighbours.
    errorPolicy: 'all',
    // A list that is shown again may have changed since.
    fetchPolicy: 'network-only',
    nextFetchPolicy: 'cache-first',
  });
  const [task, setTask] = useState<Task | null>(null);
  const running = useRef<AbortController>(null);
  /** Past the pages that the gateway keeps: what follows a fresh page must not be older than it. */
  const freshness = useRef<Readonly<Record<string, string>>>({});
  const connection = data?.tokens;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list ends what went on for this one
  useEffect(() => {
    setTask(null);
    freshness.current = {};
    return () => running.current?.abort();
  }, [direction, includeExpired]);

  async function run(kind: Task['kind'], read: (signal: AbortSignal) => Promise<Answer>) {
    // What a late page brought would be appended to a list that it does not continue.
    running.current?.abort();
    running.current = new AbortController();
    const { signal } = running.current;
    setTask({ kind, error: null });
    const answer = await read(signal);
    // Errors beside data are those of single rows.
    const failure = answer.data ? null : (answer.error ?? new Error('No data'));
    if (!signal.aborted) setTask(failure && { kind, error: failure });
  }

  function loadMore() {
    void run('more', (signal) =>
      fetchMore({
        variables: { after: connection?.pageInfo.endCursor ?? null },
        errorPolicy: 'all',
        context: { headers: freshness.current, fetchOptions: { signal } },
      }),
    );
  }

  function refresh() {
    freshness.current = { 'cache-control': 'no-cache' };
    void run('refresh', (signal) =>
      client.query({
        query,
        variables,
        errorPolicy: 'all',
        fetchPolicy: 'network-only',
        context: {
          headers: freshness.current,
          fetchOptions: { signal },
          // It must not join a request that may be answered from what is kept.
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
    /** What goes on or has failed, beside the first load. */
    task: task?.kind ?? null,
    failure: task === null ? firstError : task.error,
    loadMore,
    /** From the start. */
    refresh,
    /** What has just failed, again. */
    retry: task === null ? () => void refetch() : task.kind === 'more' ? loadMore : refresh,
  };
}

interface Answer {
  readonly data?: unknown;
  readonly error?: Error | undefined;
}
