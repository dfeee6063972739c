import { useContext, useEffect, useRef, useState } from 'react';

import { CredentialForm } from './credential-form.tsx';
import { FiltersButton } from './filters-button.tsx';
import { ViewContext } from './link.tsx';
import { DetailList, Notice } from './notice.tsx';
import { Overview } from './overview.tsx';
import { Places } from './places.tsx';
import { QuestionBar } from './question-bar.tsx';
import { TokensTable } from './tokens-table.tsx';
import { Toolbar } from './toolbar.tsx';
import { useFocusFallback } from './use-focus-fallback.ts';
import { type Tokens, useTokens } from './use-tokens.ts';
import { isIncomplete } from './view.ts';
import { MadeUp, useWhoAmI, WhoAmI } from './who-am-i.tsx';

interface TokensPageProps {
  /** False if the page was shown with another credential before. */
  readonly isFirst: boolean;
  readonly credential: string | null;
  /** Null forgets the current credential. */
  readonly onCredential: (credential: string | null) => void;
}

export function TokensPage({ isFirst, credential, onCredential }: TokensPageProps) {
  const { view } = useContext(ViewContext);
  const { tokens, task, failed, more, refresh, retry } = useTokens(view, credential);
  const who = useWhoAmI(credential);
  const [isFormOpen, setIsFormOpen] = useState(false);
  /** On narrow screens alone. A question that waits for its value is shown. */
  const [areFiltersOpen, setAreFiltersOpen] = useState(isIncomplete(view));
  const heading = useRef<HTMLHeadingElement>(null);
  const problem = failed?.problem;
  const needsCredential = problem?.code === 'UNAUTHENTICATED';
  const accounts = useAccounts(tokens);

  // The focused form or button was removed together with the last credential.
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
  }, [isFirst]);

  return (
    <div {...useFocusFallback<HTMLDivElement>()}>
      <a href="#tokens" className="skip">
        Skip to the tokens
      </a>
      <MadeUp who={who} />
      <header>
        <h1 ref={heading} tabIndex={-1}>
          API tokens
        </h1>
        {!needsCredential && (
          <FiltersButton
            isOpen={areFiltersOpen}
            onToggle={() => setAreFiltersOpen(!areFiltersOpen)}
          />
        )}
        {credential !== null && (
          <button type="button" className="plain" onClick={() => onCredential(null)}>
            Forget credential
          </button>
        )}
        {credential === null && !needsCredential && (
          <button type="button" className="plain" onClick={() => setIsFormOpen(true)}>
            Use a credential
          </button>
        )}
      </header>
      {isFormOpen && !needsCredential && (
        <CredentialForm
          title="Use a credential"
          onSubmit={onCredential}
          onCancel={() => setIsFormOpen(false)}
        >
          <p>The gateway then shows the tokens that this credential may list.</p>
        </CredentialForm>
      )}
      {needsCredential ? (
        <main>
          <CredentialForm
            title={
              credential === null ? 'A credential is needed' : 'This credential is not accepted'
            }
            onSubmit={onCredential}
            onCancel={null}
          >
            <p>
              {credential === null
                ? 'This gateway shows tokens only with a credential.'
                : 'It may be mistyped, expired or disabled.'}
            </p>
            {credential !== null && <DetailList lines={problem.details} />}
          </CredentialForm>
        </main>
      ) : (
        <>
          <div className={areFiltersOpen ? 'filters open' : 'filters'}>
            <Places accounts={accounts} />
            <Overview summary={tokens?.summary ?? null} />
            <QuestionBar />
            <Toolbar rows={tokens?.rows ?? []} isBusy={task !== null} onRefresh={refresh} />
          </div>
          <main id="tokens" tabIndex={-1} aria-label="Tokens">
            <p role="status" className="count">
              {failed ? '' : countOf(tokens, task !== null)}
            </p>
            {(tokens !== null || !failed) && tokens?.rows.length !== 0 && (
              <TokensTable rows={tokens?.rows ?? null} isBusy={task !== null} />
            )}
            {tokens?.rows.length === 0 && <Empty />}
            {problem && (
              <Notice
                key={problem.details.join()}
                problem={problem}
                onRetry={retry}
                onStartAgain={refresh}
                onCredential={() => setIsFormOpen(true)}
              />
            )}
            {tokens?.next && !failed && (
              <p className="more">
                <button
                  type="button"
                  aria-disabled={task !== null}
                  onClick={() => task !== null || more()}
                >
                  {task === 'more' ? 'Loading…' : 'Show more'}
                </button>
              </p>
            )}
          </main>
          <footer>{who && <WhoAmI who={who} />}</footer>
        </>
      )}
    </div>
  );
}

function Empty() {
  return (
    <div className="notice">
      <h2>No tokens</h2>
      <p>No token matches. Expired tokens are listed only where you include them.</p>
    </div>
  );
}

/** "50 of 123 tokens, and 2 rows that cannot be read". */
function countOf(tokens: Tokens | null, isBusy: boolean): string {
  if (tokens === null) return 'Loading…';
  if (isBusy) return 'Loading…';
  const { rows, total, summary } = tokens;
  const readable = total - summary.unreadable;
  const shown = rows.filter(({ token }) => token !== null).length;
  const count = readable === 1 ? '1 token' : `${readable.toLocaleString('en-GB')} tokens`;
  const others = summary.unreadable === 1 ? '1 row' : `${summary.unreadable} rows`;
  return (
    (shown < readable ? `${shown} of ${count}` : count) +
    (summary.unreadable > 0 ? `, and ${others} that cannot be read` : '')
  );
}

/** The accounts that the policies of the shown tokens name: those that a user can switch to. */
function useAccounts(tokens: Tokens | null): readonly string[] {
  const [known, setKnown] = useState<readonly string[]>([]);
  useEffect(() => {
    const found = (tokens?.rows ?? [])
      .flatMap(({ token }) => token?.policies ?? [])
      .flatMap(({ resources }) => resources.flatMap(({ account }) => account?.id ?? []));
    setKnown((before) => {
      const all = new Set([...before, ...found]);
      return all.size === before.length ? before : [...all];
    });
  }, [tokens]);
  return known;
}
