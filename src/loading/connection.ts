import { Failure } from '../model/failure.ts';
import type { TokenList } from '../model/token-list.ts';
import type { Connection } from '../pagination/connection.ts';
import {
  advance,
  initialState,
  type NextStep,
  type PaginationState,
  rowsToRead,
} from '../pagination/pagination-state.ts';
import type { ListSnapshot } from '../pagination/snapshot.ts';
import { type ConnectionArguments, parseWindow } from '../pagination/window.ts';
import type { Loaders } from './loaders.ts';

/** No list that stands still needs more reads than these for one window. */
const MAX_WINDOW_READS = 12;

/**
 * Loads one window of a list as a connection. `wantsRows` is false if the
 * operation selects only the total and the page info.
 */
export async function loadConnection(
  { rows }: Pick<Loaders, 'rows'>,
  list: TokenList,
  args: ConnectionArguments,
  wantsRows: boolean,
): Promise<Connection> {
  const window = parseWindow(list, args);
  const readAhead = window.after !== null || window.before !== null;
  const initial = initialState(window, wantsRows);
  let state = initial;
  for (let read = 1; read <= MAX_WINDOW_READS; read++) {
    const isFresh = read > 1;
    const snapshot = await rows.load({ list, isFresh, readAhead, ...rowsToRead(state) });
    const step = advanceOrExpire(state, snapshot);
    if ('connection' in step) return step.connection;
    if ('state' in step) state = step.state;
    // Cached rows may be older than the cursor. If they do not give the connection, start again
    // with fresh rows.
    if (snapshot.fromCache) state = initial;
    else if ('expired' in step) throw step.expired;
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}

function advanceOrExpire(
  state: PaginationState,
  snapshot: ListSnapshot,
): NextStep | { readonly expired: Failure } {
  try {
    return advance(state, snapshot);
  } catch (error) {
    if (error instanceof Failure && error.code === 'CURSOR_EXPIRED') return { expired: error };
    throw error;
  }
}
