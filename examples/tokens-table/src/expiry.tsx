import { useContext } from 'react';

import { Flag } from './flag.tsx';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';
import { NowContext, RelativeTime } from './time.tsx';

const SOON_MS = 14 * 86_400_000;

const ExpiryFragment = graphql(`
  fragment Expiry on Token {
    status
    expiresOn
  }
`);

/** The expiry of the token, with a warning if it is near, or past although the token is active. */
export function Expiry({ of }: { readonly of: FragmentType<typeof ExpiryFragment> }) {
  const { status, expiresOn } = readFragment(ExpiryFragment, of);
  const nowMs = useContext(NowContext);
  if (!expiresOn) return <span className="muted">Never</span>;
  const leftMs = Date.parse(expiresOn) - nowMs;
  if (leftMs <= 0 && status === 'ACTIVE') {
    return (
      <Flag tone="bad">
        <RelativeTime at={expiresOn} prefix="Still active, expired " />
      </Flag>
    );
  }
  if (leftMs > 0 && leftMs < SOON_MS && status === 'ACTIVE') {
    return (
      <Flag tone="warn">
        <RelativeTime at={expiresOn} prefix="Expires " />
      </Flag>
    );
  }
  return <RelativeTime at={expiresOn} />;
}
