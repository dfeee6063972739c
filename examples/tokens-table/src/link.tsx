import { createContext, type MouseEvent, type ReactNode, useContext } from 'react';

import { DEFAULT_VIEW, type Go, hrefOf, type View } from './view.ts';

/** The view, and how to go to another. */
export const ViewContext = createContext<{ readonly view: View; readonly go: Go }>({
  view: DEFAULT_VIEW,
  go: () => {},
});

interface LinkProps {
  readonly to: View;
  readonly className?: string;
  /** Whether the link stands for something that is chosen now. */
  readonly isCurrent?: boolean;
  readonly children: ReactNode;
}

/** A link to a view. It can be opened in another tab, and copied, as any link. */
export function Link({ to, className, isCurrent, children }: LinkProps) {
  const { go } = useContext(ViewContext);

  function follow(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return;
    event.preventDefault();
    go(to);
  }

  return (
    <a
      href={hrefOf(to)}
      className={className}
      aria-current={isCurrent || undefined}
      onClick={follow}
    >
      {children}
    </a>
  );
}
