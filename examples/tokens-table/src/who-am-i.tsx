import { useEffect, useState } from 'react';

import { ask } from './ask.ts';
import { WhoAmI as WhoAmIDocument } from './documents.ts';
import type { WhoAmIQuery } from './generated/graphql.ts';
import { Day } from './time.tsx';

/** The token id of the demo credential of the gateway's embedded emulator. */
export const DEMO_TOKEN_ID = 'de30de30de30de30de30de30de30de30';

/** Which token the page uses. Null: not known (yet); an account's token cannot say it without its account. */
export function useWhoAmI(credential: string | null): WhoAmIQuery | null {
  const [answer, setAnswer] = useState<WhoAmIQuery | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    ask(WhoAmIDocument, {}, { credential, signal: leaving.signal }).then(
      ({ data }) => setAnswer(data),
      // The list says what is wrong.
      () => {},
    );
    return () => leaving.abort();
  }, [credential]);
  return answer;
}

/** Says that the data is made up, where it is. */
export function MadeUp({ who }: { readonly who: WhoAmIQuery | null }) {
  if (who?.credential.tokenId !== DEMO_TOKEN_ID) return null;
  return (
    <aside className="made-up" aria-label="About this data">
      <strong>Demo.</strong> Every token on this page is made up by the gateway’s embedded
      Cloudflare emulator. <code>UPSTREAM=cloudflare</code> shows yours.
    </aside>
  );
}

export function WhoAmI({ who }: { readonly who: WhoAmIQuery }) {
  const { credential, rateLimit } = who;
  return (
    <p className="loose">
      This page uses the token <code>{credential.tokenId}</code>, which expires{' '}
      <Day at={credential.expiresOn} none="never" />. {rateLimit.remaining.toLocaleString('en-GB')}{' '}
      calls to Cloudflare are left in these five minutes.
    </p>
  );
}
