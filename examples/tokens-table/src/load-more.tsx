import { type ReactNode, useEffect, useEffectEvent } from 'react';

import { useFocusFallback } from './use-focus-fallback.ts';

interface LoadMoreProps {
  readonly shown: number;
  readonly totalCount: number | null;
  readonly hasNextPage: boolean;
  readonly isBusy: boolean;
  /** True after a failure: then nothing loads automatically until the user tries again. */
  readonly isPaused: boolean;
  /** The failure, if the next page could not be loaded. */
  readonly notice: ReactNode;
  readonly onMore: () => void;
}

/** More is loaded when the end of the list is this far below the edge of the window. */
const ROOT_MARGIN = '600px';

/** The end of the loaded rows. Scrolling near it loads more, and so does its button. */
export function LoadMore(props: LoadMoreProps) {
  const { shown, totalCount, hasNextPage, isBusy, isPaused, notice, onMore } = props;
  const end = useFocusFallback<HTMLElement>();
  const { ref } = end;
  const onNear = useEffectEvent(onMore);
  const isWaiting = hasNextPage && !isBusy && !isPaused;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end may still be near after each page
  useEffect(() => {
    if (ref.current === null || !isWaiting) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) onNear();
      },
      { rootMargin: ROOT_MARGIN },
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
          <p className="muted">{formatProgress(shown, totalCount)}</p>
        </>
      )}
      {!notice && !hasNextPage && <p className="muted">{formatProgress(shown, shown)}</p>}
    </section>
  );
}

/** "20 of 137 tokens". */
export function formatProgress(shown: number, totalCount: number | null): string {
  if (totalCount === null) return `${formatCount(shown)} so far`;
  return shown < totalCount
    ? `${shown} of ${formatCount(totalCount)}`
    : `All ${formatCount(shown)}`;
}

export function formatCount(count: number): string {
  return count === 1 ? '1 token' : `${count.toLocaleString('en-GB')} tokens`;
}
