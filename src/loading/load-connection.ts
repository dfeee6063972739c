import { Failure } from '../model/failure.ts';
import { listKey, type TokenList } from '../model/token-list.ts';
import type { Connection } from '../pagination/connection.ts';
import { advance, initialState, rowsToRead } from '../pagination/pagination-state.ts';
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
  const window = parseWindow(listKey(list), args);
  const cursors = [window.after, window.before].filter((cursor) => cursor !== null);
  const readAhead = cursors.length > 0;
  // Rows that are older than a cursor could hide a token that was created before the cursor was
  // given. So each read is no older than the cursors, and a further read is newer than the last.
  let noOlderThan = cursors.map(({ payload }) => payload.snapshot);
  let state = initialState(window, wantsRows);
  for (let read = 1; read <= MAX_WINDOW_READS; read++) {
    const bypassCache = read > 1;
    const request = { list, bypassCache, noOlderThan, readAhead, ...rowsToRead(state) };
    const snapshot = await rows.load(request);
    const step = advance(state, snapshot);
    if ('connection' in step) return step.connection;
    state = step.state;
    noOlderThan = [snapshot.id];
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}
