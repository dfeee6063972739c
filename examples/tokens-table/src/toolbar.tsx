import type { SortDirection } from './generated/graphql.ts';
import type { TokenList } from './use-tokens.ts';

interface ToolbarProps {
  readonly list: TokenList;
  readonly onList: (list: TokenList) => void;
  readonly isRefreshing: boolean;
  readonly onRefresh: () => void;
}

/** Cloudflare does not document its sort key, so these labels name only the direction. */
const DIRECTIONS: readonly (readonly [SortDirection, string])[] = [
  ['ASC', 'Ascending'],
  ['DESC', 'Descending'],
];

export function Toolbar({ list, onList, isRefreshing, onRefresh }: ToolbarProps) {
  const { direction, includeExpired } = list;
  return (
    <div className="toolbar">
      <fieldset className="segments">
        <legend className="hidden">Order</legend>
        {DIRECTIONS.map(([value, label]) => (
          <label key={value}>
            <input
              type="radio"
              name="direction"
              checked={direction === value}
              onChange={() => onList({ ...list, direction: value })}
            />
            <span className="segment">{label}</span>
          </label>
        ))}
      </fieldset>
      <label className="check">
        <input
          type="checkbox"
          checked={includeExpired}
          onChange={() => onList({ ...list, includeExpired: !includeExpired })}
        />
        Include expired
      </label>
      <button
        type="button"
        className="refresh"
        aria-disabled={isRefreshing}
        onClick={() => isRefreshing || onRefresh()}
      >
        <svg className={isRefreshing ? 'spinning' : ''} viewBox="0 0 16 16" aria-hidden="true">
          <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.5V5H10" />
        </svg>
        Refresh
      </button>
    </div>
  );
}
