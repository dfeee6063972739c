import type { Loaders } from '../loading/loaders.ts';
import { Failure } from '../model/failure.ts';
import type { SortDirection } from '../model/token-source.ts';
import type { Connection } from '../pagination/connection.ts';
import type { Rows } from '../pagination/follow.ts';
import {
  advance,
  type Progress,
  type Search,
  startSearch,
  wantedRows,
} from '../pagination/search.ts';
import { type ConnectionArguments, readWindow } from '../pagination/window.ts';

export interface TokensArguments extends ConnectionArguments {
  readonly direction?: SortDirection | null | undefined;
  readonly includeExpired?: boolean | null | undefined;
}

/** More readings than any list needs that stands still while it is read. */
const MAX_READINGS = 12;

/** Arguments in, connection out. A null argument is one that was not given. */
export async function resolveTokens(
  args: TokensArguments,
  loaders: Loaders,
  wantsRows: boolean,
): Promise<Connection> {
  const list = {
    direction: args.direction ?? 'ASC',
    includeExpired: args.includeExpired ?? false,
  } as const;
  const window = readWindow(list, args);
  const readAhead = window.after !== null || window.before !== null;
  const start = startSearch(window, wantsRows);
  let search = start;
  for (let reading = 1; reading <= MAX_READINGS; reading++) {
    const isFresh = reading > 1;
    const rows = await loaders.rows.load({ list, isFresh, readAhead, ...wantedRows(search) });
    const progress = advanceOrExpire(search, rows);
    if ('connection' in progress) return progress.connection;
    if ('search' in progress) search = progress.search;
    // CacheEntry rows may be older than the cursor: what they do not settle, the list itself must.
    if (rows.fromCache) search = start;
    else if ('expired' in progress) throw progress.expired;
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}

function advanceOrExpire(search: Search, rows: Rows): Progress | { readonly expired: Failure } {
  try {
    return advance(search, rows);
  } catch (error) {
    if (error instanceof Failure && error.code === 'CURSOR_EXPIRED') return { expired: error };
    throw error;
  }
}
