import { type ReactNode, useEffect, useEffectEvent } from 'react';

import { useKeptFocus } from './kept-focus.ts';

interface LoadMoreProps {
  readonly shown: number;
  readonly totalCount: number | null;
  readonly hasNextPage: boolean;
  readonly isBusy: boolean;
  /** Whether something failed: until somebody tries again, nothing does by itself. */
  readonly isPaused: boolean;
  /** Why there is not more. */
  readonly notice: ReactNode;
  readonly onMore: () => void;
}

/** How far below the window's edge the end of the list is when more is loaded. */
const AHEAD = '600px';

/** The end of what is loaded: scrolling near it loads more, and so does its button. */
export function LoadMore(props: LoadMoreProps) {
  const { shown, totalCount, hasNextPage, isBusy, isPaused, notice, onMore } = props;
  const end = useKeptFocus<HTMLElement>();
  const { ref } = end;
  const whenNear = useEffectEvent(onMore);
  const isWaiting = hasNextPage && !isBusy && !isPaused;

  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page, the end may still be near
  useEffect(() => {
    if (ref.current === null || !isWaiting) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) whenNear();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [shown, isWaiting]);

  return (
    <section className="end" aria-label="End of the list" {...end}>
      {notice}
      {!notice && hasNextPage && (
        <>
          <button type="button" aria-disabled={isBusy} onClick={() => isBusy || onMore()}>
            {isBusy ? 'Loading…' : 'Load more'}
          </button>
          <p className="quiet">{shownOf(shown, totalCount)}</p>
        </>
      )}
      {!notice && !hasNextPage && <p className="quiet">{shownOf(shown, shown)}</p>}
    </section>
  );
}

/** "20 of 137 tokens". */
export function shownOf(shown: number, totalCount: number | null): string {
  if (totalCount === null) return `${inTokens(shown)} so far`;
  return shown < totalCount ? `${shown} of ${inTokens(totalCount)}` : `All ${inTokens(shown)}`;
}

export function inTokens(count: number): string {
  return count === 1 ? '1 token' : `${count.toLocaleString('en-GB')} tokens`;
}
