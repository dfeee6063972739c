import { useEffect, useRef, useState } from 'react';

import { type Answer, ask } from './ask.ts';
import { AccountTokens, UserTokens } from './documents.ts';
import type { SummaryFragment, TokenRowFragment, UserTokensQuery } from './generated/graphql.ts';
import { type Problem, problemOf } from './problems.ts';
import { filterOf, overviewOf, type View } from './view.ts';

const PAGE_SIZE = 50;

export interface Row {
  readonly cursor: string;
  /** Null: it cannot be read. */
  readonly token: TokenRowFragment | null;
  readonly reason: string | undefined;
}

export interface Tokens {
  readonly rows: readonly Row[];
  readonly total: number;
  readonly summary: SummaryFragment;
  /** Null: there is no next page. */
  readonly next: string | null;
}

type Task = 'list' | 'more' | 'refresh';

/** The tokens of a view. Rows of the view before stay until the new ones are there. */
export function useTokens(view: View, credential: string | null) {
  const [tokens, setTokens] = useState<Tokens | null>(null);
  const [task, setTask] = useState<Task | null>('list');
  const [failed, setFailed] = useState<{ task: Task; problem: Problem } | null>(null);
  const running = useRef<AbortController>(null);

  async function run(next: Task) {
    running.current?.abort();
    const own = new AbortController();
    const { signal } = own;
    running.current = own;
    setTask(next);
    setFailed(null);
    const known = next === 'more' ? tokens : null;
    try {
      const page = await read(view, known?.next ?? null, {
        credential,
        signal,
        fresh: next === 'refresh',
      });
      setTokens(known ? { ...page, rows: [...known.rows, ...page.rows] } : page);
      setTask(null);
    } catch (error) {
      if (signal.aborted) return;
      if (next !== 'more') setTokens(null);
      setFailed({ task: next, problem: problemOf(error) });
      setTask(null);
    }
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view is a new list, and nothing else is
  useEffect(() => {
    void run('list');
    return () => running.current?.abort();
  }, [view]);

  return {
    tokens,
    task,
    failed,
    more: () => void run('more'),
    refresh: () => void run('refresh'),
    retry: () => void run(failed?.task ?? 'refresh'),
  };
}

/** The same of a user and of an account. */
interface Lists {
  readonly overview: { readonly summary: SummaryFragment };
  readonly tokens: Pick<UserTokensQuery['tokens'], 'totalCount' | 'pageInfo'> & {
    readonly edges: readonly { readonly cursor: string; readonly node?: TokenRowFragment | null }[];
  };
}

async function read(
  view: View,
  after: string | null,
  request: Parameters<typeof ask>[2],
): Promise<Tokens> {
  const variables = {
    filter: filterOf(view),
    overview: overviewOf(view),
    orderBy: view.orderBy,
    direction: view.descending ? ('DESC' as const) : ('ASC' as const),
    includeExpired: view.includeExpired,
    first: PAGE_SIZE,
    after,
  };
  const { account } = view;
  if (account === null) {
    const { data, errors } = await ask(UserTokens, variables, request);
    return tokensOf(data, errors);
  }
  const { data, errors } = await ask(AccountTokens, { account, ...variables }, request);
  return tokensOf(data.account, errors);
}

function tokensOf({ overview, tokens }: Lists, errors: Answer<unknown>['errors']): Tokens {
  const reasons = new Map(
    errors.map(({ path = [], message }) => [path[path.indexOf('edges') + 1], message]),
  );
  return {
    rows: tokens.edges.map(({ cursor, node }, index) => ({
      cursor,
      token: node ?? null,
      reason: reasons.get(index),
    })),
    total: tokens.totalCount ?? tokens.edges.length,
    summary: overview.summary,
    next: tokens.pageInfo.hasNextPage ? (tokens.pageInfo.endCursor ?? null) : null,
  };
}
