import type { SnapshotId } from '../model/snapshot-id.ts';
import type { CompareKeys, SortKey } from '../model/sort-key.ts';
import type { TokenRow } from '../model/token-source.ts';
import { type Connection, connectionOf, LazyEdge } from './connection.ts';
import { rowRange } from './plan.ts';
import { createSortedCursorCodec, type SortedCursorPayload } from './sorted-cursor.ts';
import { type ConnectionArguments, parseCursor, parseSizes, type Window } from './window.ts';

/** Valid arguments of a sorted list. */
export interface SortedWindow extends Pick<Window, 'listKey' | 'from' | 'size'> {
  readonly after: SortedCursorPayload | null;
  readonly before: SortedCursorPayload | null;
}

/** A row, and where it stands. */
export interface SortedRow {
  readonly row: TokenRow;
  readonly key: SortKey;
}

/** Throws BAD_USER_INPUT that names the wrong argument and its limit. */
export function parseSortedWindow(listKey: string, args: ConnectionArguments): SortedWindow {
  const codec = createSortedCursorCodec(listKey);
  return {
    listKey,
    ...parseSizes(args),
    after: parseCursor(codec, 'after', args.after),
    before: parseCursor(codec, 'before', args.before),
  };
}

/**
 * The rows of a window in a sorted list. A cursor is a place in the order, so it is valid
 * even if its row is gone, and a walk never expires.
 */
export function sortedConnection(
  { listKey, from, size, after, before }: SortedWindow,
  rows: readonly SortedRow[],
  compare: CompareKeys,
  snapshot: SnapshotId,
): Connection {
  const codec = createSortedCursorCodec(listKey);
  const lower = after === null ? 0 : countUntil(rows, ({ key }) => compare(key, after.key) > 0);
  const upper =
    before === null ? rows.length : countUntil(rows, ({ key }) => compare(key, before.key) >= 0);
  const between = rowRange(lower, Math.max(lower, upper));
  const { start, end } =
    from === 'FIRST'
      ? rowRange(between.start, Math.min(between.start + size, between.end))
      : rowRange(Math.max(between.start, between.end - size), between.end);
  const edges = rows
    .slice(start, end)
    .map(({ row, key }) => new LazyEdge(row, () => codec.encode({ snapshot, key })));
  const bounds = { hasPreviousPage: start > 0, hasNextPage: end < rows.length };
  return connectionOf(edges, bounds, rows.length);
}

/**
 * How many rows stand before the first one with a property that all rows after it have, too. The
 * search halves the rows, since each comparison folds two names.
 */
function countUntil(rows: readonly SortedRow[], isReached: (row: SortedRow) => boolean): number {
  let [start, end] = [0, rows.length];
  while (start < end) {
    const middle = Math.floor((start + end) / 2);
    if (isReached(rows[middle] as SortedRow)) end = middle;
    else start = middle + 1;
  }
  return start;
}
