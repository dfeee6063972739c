import { type FocusEvent, useLayoutEffect, useRef } from 'react';

/**
 * For a container: if its focused element is removed, the container gets the
 * focus. Otherwise the browser would move the focus to the start of the page.
 */
export function useFocusFallback<E extends HTMLElement>() {
  const ref = useRef<E>(null);
  const last = useRef<Element>(null);

  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body && last.current?.isConnected === false;
    if (isLost) ref.current?.focus({ preventScroll: true });
  });

  return {
    ref,
    tabIndex: -1,
    onFocus(event: FocusEvent) {
      last.current = event.target;
    },
  };
}
