import { useContext } from 'react';

import { Flag } from './flag.tsx';
import { type FragmentType, graphql, readFragment } from './generated/index.ts';
import { Now, When } from './time.tsx';

const SOON_MS = 14 * 86_400_000;

const ExpiryFragment = graphql(`
  fragment Expiry on Token {
    status
    expiresOn
  }
`);

/** When the token ends, with a warning where that is soon, or past without the token having ended. */
export function Expiry({ of }: { readonly of: FragmentType<typeof ExpiryFragment> }) {
  const { status, expiresOn } = readFragment(ExpiryFragment, of);
  const nowMs = useContext(Now);
  if (!expiresOn) return <span className="quiet">Never</span>;
  const leftMs = Date.parse(expiresOn) - nowMs;
  if (leftMs <= 0 && status === 'ACTIVE') {
    return (
      <Flag tone="bad">
        <When at={expiresOn} prefix="Still active, expired " />
      </Flag>
    );
  }
  if (leftMs > 0 && leftMs < SOON_MS && status === 'ACTIVE') {
    return (
      <Flag tone="warn">
        <When at={expiresOn} prefix="Expires " />
      </Flag>
    );
  }
  return <When at={expiresOn} />;
}
