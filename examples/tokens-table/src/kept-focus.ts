import { type FocusEvent, useLayoutEffect, useRef } from 'react';

/**
 * For a container: where the element in it that has the focus goes away, the
 * container gets the focus, so that nobody is thrown back to the page's start.
 */
export function useKeptFocus<E extends HTMLElement>() {
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
