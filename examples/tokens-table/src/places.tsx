import { useContext } from 'react';

import { Link, ViewContext } from './link.tsx';
import { ValueForm } from './value-form.tsx';

/** Whose tokens are shown: the user's, or an account's. Cloudflare does not name accounts here. */
export function Places({ accounts }: { readonly accounts: readonly string[] }) {
  const { view, go } = useContext(ViewContext);
  const { account } = view;
  const known = [...new Set(account === null ? accounts : [account, ...accounts])].toSorted();
  return (
    <nav aria-label="Whose tokens" className="places">
      <ul className="pills">
        <li>
          <Link to={{ ...view, account: null }} className="pill" isCurrent={account === null}>
            My tokens
          </Link>
        </li>
        {known.map((id) => (
          <li key={id}>
            <Link to={{ ...view, account: id }} className="pill" isCurrent={account === id}>
              Account <span className="hidden">{id}</span>
              <code aria-hidden="true">{shorten(id)}</code>
            </Link>
          </li>
        ))}
      </ul>
      <ValueForm
        key={account}
        label="Account id"
        type="text"
        value=""
        example="32 letters or digits"
        submit="Show"
        onSubmit={(id) => go({ ...view, account: id })}
      />
    </nav>
  );
}

function shorten(id: string): string {
  return id.length > 12 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}
