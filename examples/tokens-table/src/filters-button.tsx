import { useContext } from 'react';

import { ViewContext } from './link.tsx';
import type { View } from './view.ts';

interface FiltersButtonProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

/** On narrow screens, where the accounts and questions would push the tokens off the screen. */
export function FiltersButton({ isOpen, onToggle }: FiltersButtonProps) {
  const { view } = useContext(ViewContext);
  const count = hiddenFiltersIn(view);
  return (
    <button type="button" className="filters-button" aria-expanded={isOpen} onClick={onToggle}>
      Filters{count > 0 && ` (${count})`}
    </button>
  );
}

/** How many are chosen that only the open filters show. */
function hiddenFiltersIn({ account, question, includeExpired }: View): number {
  return [account !== null, question !== null, includeExpired].filter(Boolean).length;
}
