import { useMemo, useState } from 'react';

import { ViewContext } from './link.tsx';
import { TokensPage } from './tokens-page.tsx';
import { useView } from './view.ts';

export function App() {
  const [view, go] = useView();
  /** In memory only: it is gone when the page is closed. A new one starts a new page. */
  const [session, setSession] = useState({ number: 0, credential: null as string | null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: `go` does the same in every render
  const context = useMemo(() => ({ view, go }), [view]);
  return (
    <ViewContext value={context}>
      <TokensPage
        key={session.number}
        isFirst={session.number === 0}
        credential={session.credential}
        onCredential={(credential) => setSession({ number: session.number + 1, credential })}
      />
    </ViewContext>
  );
}
