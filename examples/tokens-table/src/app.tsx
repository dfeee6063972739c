import { ApolloProvider } from '@apollo/client/react';
import { useState } from 'react';

import { createClient } from './client.ts';
import { TokensPage } from './tokens-page.tsx';

/** One credential and all that it has fetched: a new one begins with nothing of the last. */
interface Session {
  readonly number: number;
  readonly client: ReturnType<typeof createClient>;
  /** In memory only: it is gone with the page. */
  readonly credential: string | null;
}

const FIRST: Session = { number: 0, client: createClient(null), credential: null };

export function App() {
  const [{ number, client, credential }, setSession] = useState(FIRST);

  function begin(next: string | null) {
    setSession({ number: number + 1, client: createClient(next), credential: next });
  }

  return (
    <ApolloProvider client={client}>
      <TokensPage
        key={number}
        isFirst={number === 0}
        hasCredential={credential !== null}
        onCredential={begin}
      />
    </ApolloProvider>
  );
}
