import { type ReactNode, useEffect, useRef, useState } from 'react';

import { CredentialForm } from './credential-form.tsx';
import { graphql } from './generated/index.ts';
import { formatCount, formatProgress, LoadMore } from './load-more.tsx';
import { DetailList, Notice } from './notice.tsx';
import { problemOf } from './problems.ts';
import { NowContext, useClock } from './time.tsx';
import { SkeletonTable, TokensTable } from './tokens-table.tsx';
import { Toolbar } from './toolbar.tsx';
import { useFocusFallback } from './use-focus-fallback.ts';
import { type TokenList, type Tokens, useTokens } from './use-tokens.ts';

const TokensTableQuery = graphql(`
  query TokensTable(
    $first: Int!
    $after: String
    $direction: SortDirection!
    $includeExpired: Boolean!
  ) {
    tokens(
      first: $first
      after: $after
      direction: $direction
      includeExpired: $includeExpired
    ) {
      totalCount
      edges {
        cursor
        node {
          id
          ...TokenRow
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

interface TokensPageProps {
  /** False if the page was shown with another credential before. */
  readonly isFirst: boolean;
  readonly hasCredential: boolean;
  /** Null forgets the current credential. */
  readonly onCredential: (credential: string | null) => void;
}

export function TokensPage({ isFirst, hasCredential, onCredential }: TokensPageProps) {
  const [list, setList] = useState<TokenList>({ direction: 'ASC', includeExpired: false });
  const [isFormOpen, setIsFormOpen] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const nowMs = useClock();
  const tokens = useTokens(TokensTableQuery, list);
  const { edges, isLoading, failure, task } = tokens;
  const problem = failure && problemOf(failure);
  const isBusy = task !== null && failure === null;
  const needsCredential = problem?.code === 'UNAUTHENTICATED';

  // The focused form or button was removed together with the last credential.
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
  }, [isFirst]);

  function startAgain() {
    heading.current?.focus();
    tokens.refresh();
  }

  const notice = problem && (
    <Notice
      problem={problem}
      onRetry={tokens.retry}
      onStartAgain={startAgain}
      onCredential={() => setIsFormOpen(true)}
    />
  );

  return (
    <NowContext value={nowMs}>
      <header>
        <h1 ref={heading} tabIndex={-1}>
          API tokens
        </h1>
        <p className="count">{needsCredential ? '' : countOf(tokens)}</p>
        {hasCredential && (
          <button type="button" className="plain" onClick={() => onCredential(null)}>
            Forget credential
          </button>
        )}
        {!hasCredential && !needsCredential && (
          <button type="button" className="plain" onClick={() => setIsFormOpen(true)}>
            Use a credential
          </button>
        )}
      </header>
      <p role="status" className="hidden">
        {statusOf(tokens)}
      </p>
      <Main>
        {needsCredential ? (
          <CredentialForm
            title={hasCredential ? 'This credential is not accepted' : 'A credential is needed'}
            onSubmit={onCredential}
            onCancel={null}
          >
            <p>
              {hasCredential
                ? 'It may be mistyped, expired or disabled.'
                : 'This gateway shows tokens only with a credential.'}
            </p>
            {hasCredential && <DetailList lines={problem.details} />}
          </CredentialForm>
        ) : (
          <>
            {isFormOpen && (
              <CredentialForm
                title="Use a credential"
                onSubmit={onCredential}
                onCancel={() => setIsFormOpen(false)}
              >
                <p>The gateway then shows the tokens that this credential may list.</p>
              </CredentialForm>
            )}
            <Toolbar
              list={list}
              onList={setList}
              isRefreshing={isLoading || (isBusy && task === 'refresh')}
              onRefresh={edges ? tokens.refresh : tokens.retry}
            />
            {isLoading && <SkeletonTable />}
            {(edges === null || task === 'refresh') && notice}
            {edges?.length === 0 && <Empty includesExpired={list.includeExpired} />}
            {edges !== null && edges.length > 0 && (
              <>
                <TokensTable edges={edges} isBusy={isBusy} />
                <LoadMore
                  shown={edges.length}
                  totalCount={tokens.totalCount}
                  hasNextPage={tokens.hasNextPage}
                  isBusy={isBusy}
                  isPaused={failure !== null}
                  notice={task === 'more' && notice}
                  onMore={tokens.loadMore}
                />
              </>
            )}
          </>
        )}
      </Main>
    </NowContext>
  );
}

/** A separate component, so that it renders again at each change of its children. */
function Main({ children }: { readonly children: ReactNode }) {
  return <main {...useFocusFallback<HTMLElement>()}>{children}</main>;
}

function Empty({ includesExpired }: { readonly includesExpired: boolean }) {
  return (
    <div className="notice">
      <h2>No tokens</h2>
      <p>
        {includesExpired
          ? 'This user has created no API tokens.'
          : 'This user has no API tokens, or only expired ones. Include expired tokens to see them.'}
      </p>
    </div>
  );
}

function countOf({ edges, totalCount, isLoading }: Tokens): string {
  if (isLoading) return 'Loading…';
  if (edges === null) return '';
  return totalCount === null ? formatProgress(edges.length, null) : formatCount(totalCount);
}

/** The status for screen readers. Failures have their own alert. */
function statusOf({ edges, totalCount, isLoading, failure, task }: Tokens): string {
  if (failure !== null) return '';
  if (isLoading) return 'Loading tokens.';
  if (task === 'refresh') return 'Refreshing.';
  if (task === 'more') return 'Loading more tokens.';
  return edges === null ? '' : `${formatProgress(edges.length, totalCount)}.`;
}
