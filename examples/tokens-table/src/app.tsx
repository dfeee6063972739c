import { ApolloProvider } from '@apollo/client/react';
import { useState } from 'react';

import { createClient } from './client.ts';
import { TokensPage } from './tokens-page.tsx';

/** One credential and all data fetched with it. A new session shares nothing with the last one. */
interface Session {
  readonly number: number;
  readonly client: ReturnType<typeof createClient>;
  /** In memory only: it is gone when the page is closed. */
  readonly credential: string | null;
}

const INITIAL_SESSION: Session = { number: 0, client: createClient(null), credential: null };

export function App() {
  const [{ number, client, credential }, setSession] = useState(INITIAL_SESSION);

  function startSession(next: string | null) {
    setSession({ number: number + 1, client: createClient(next), credential: next });
  }

  return (
    <ApolloProvider client={client}>
      <TokensPage
        key={number}
        isFirst={number === 0}
        hasCredential={credential !== null}
        onCredential={startSession}
      />
    </ApolloProvider>
  );
}
