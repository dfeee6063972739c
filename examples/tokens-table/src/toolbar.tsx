import { useContext } from 'react';

import { COLUMNS } from './columns.ts';
import { csvOf, download } from './csv.ts';
import type { TokenOrderField } from './generated/graphql.ts';
import { ViewContext } from './link.tsx';
import type { Row } from './use-tokens.ts';
import { DEFAULT_VIEW, type View } from './view.ts';

interface ToolbarProps {
  readonly rows: readonly Row[];
  readonly isBusy: boolean;
  readonly onRefresh: () => void;
}

export function Toolbar({ rows, isBusy, onRefresh }: ToolbarProps) {
  const { view, go } = useContext(ViewContext);
  const tokens = rows.flatMap(({ token }) => token ?? []);
  return (
    <search className="toolbar">
      <label className="search">
        <span className="hidden">Search names</span>
        <input
          type="search"
          placeholder="Search names"
          value={view.search}
          spellCheck={false}
          onChange={({ target }) => go({ ...view, search: target.value }, 'replace')}
        />
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={view.includeExpired}
          onChange={() => go({ ...view, includeExpired: !view.includeExpired })}
        />
        Include expired
      </label>
      <SortSelect />
      {isFiltered(view) && (
        <button
          type="button"
          onClick={() => go({ ...DEFAULT_VIEW, account: view.account, orderBy: view.orderBy })}
        >
          Clear filters
        </button>
      )}
      <span className="end">
        <button type="button" aria-disabled={isBusy} onClick={() => isBusy || onRefresh()}>
          Refresh
        </button>
        <button
          type="button"
          aria-disabled={tokens.length === 0}
          onClick={() => tokens.length === 0 || download('tokens.csv', csvOf(tokens))}
        >
          CSV of {tokens.length} {tokens.length === 1 ? 'row' : 'rows'}
        </button>
      </span>
    </search>
  );
}

function isFiltered({ question, finding, search }: View): boolean {
  return question !== null || finding !== null || search !== '';
}

/** On narrow screens, where the table has no header. */
function SortSelect() {
  const { view, go } = useContext(ViewContext);
  const sorts = COLUMNS.flatMap(({ title, orderBy }) => (orderBy ? [{ title, orderBy }] : []));
  return (
    <label className="sort-select">
      Sort by
      <select
        value={`${view.orderBy}${view.descending ? ' desc' : ''}`}
        onChange={({ target }) => {
          const [orderBy, desc] = target.value.split(' ');
          go({ ...view, orderBy: orderBy as TokenOrderField, descending: desc !== undefined });
        }}
      >
        {sorts.flatMap(({ title, orderBy }) => [
          <option key={orderBy} value={orderBy}>
            {title} ↑
          </option>,
          <option key={`${orderBy} desc`} value={`${orderBy} desc`}>
            {title} ↓
          </option>,
        ])}
        <option value="CLOUDFLARE">Cloudflare’s order</option>
      </select>
    </label>
  );
}
