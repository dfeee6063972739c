import { Failure } from '../model/failure.ts';
import { type Connection, connectionOf, createConnection, windowBounds } from './connection.ts';
import type { CountedFrom } from './cursor.ts';
import { followCursor, rowsToSearch, rowsToVerify } from './follow.ts';
import { type OptionalRange, type RowRange, rowRange, type WantedRows } from './plan.ts';
import { isWholeList, type ListSnapshot, wereRead } from './snapshot.ts';
import {
  baseCursor,
  type CursorArgument,
  countFromOneEnd,
  type ResolvedPosition,
  type Window,
  type WindowRange,
  windowRange,
} from './window.ts';

/** What is known of a window between two reads, and what to read next. */
export interface PaginationState {
  readonly window: Window;
  /** Follows from the window, and is computed once for each. */
  readonly read: WindowRange;
  /** False if only the total and the page info are selected. */
  readonly wantsRows: boolean;
  /** How many rows away from its position a cursor's row is searched. */
  readonly searchRadius: number;
  /** The length of the list in the last snapshot, if it is known. */
  readonly listLength: number | null;
  /** Whether a cursor's row is not among the rows that the total counts: the total may be too low. */
  readonly doubtsTotal: boolean;
  /** Rows to read past the window: one, if nothing else shows whether the list goes on. */
  readonly lookAhead: 0 | 1;
}

/** Rows to read, counted from one end of the list. */
export interface RowsToRead extends WantedRows {
  readonly countedFrom: CountedFrom;
  /** True: read the whole list, until its pages show where it ends. */
  readonly doubtsTotal: boolean;
}

export type NextStep = { readonly connection: Connection } | { readonly state: PaginationState };

/**
 * The search radii, in order. The first one costs one call more, and is enough
 * for most lists, which change little between two pages of a walk. The last one
 * costs a hundred calls, a twelfth of Cloudflare's limit for five minutes.
 */
const SEARCH_RADII = [4, 50, 200, 800, 2_500];

export function initialState(window: Window, wantsRows: boolean): PaginationState {
  const read = windowRange(window);
  const search = { searchRadius: 0, listLength: null, doubtsTotal: false };
  return { window, read, wantsRows, ...search, lookAhead: 0 };
}

export function rowsToRead(state: PaginationState): RowsToRead {
  const { window, read, wantsRows, lookAhead, doubtsTotal } = state;
  const { countedFrom, range } = read;
  const cursorRows = cursorsAt(window, countedFrom).flatMap(([, cursor]) => rowsOf(cursor, state));
  if (!wantsRows) return { countedFrom, doubtsTotal, ranges: cursorRows, optional: [] };
  const rows = { start: range.start, end: range.end + lookAhead };
  const ranges = [rows, ...cursorRows];
  return { countedFrom, doubtsTotal, ranges, optional: nextRow(state) };
}

/**
 * The row that a walk comes to after the window. It shows later whether the window's last row has
 * moved, and now whether the list ends where its total says. It is needed if the window holds a row
 * that the walk has returned already, or if there is no total.
 */
function nextRow({
  window,
  read: { countedFrom, range },
}: PaginationState): readonly OptionalRange[] {
  if (range.start === range.end) return [];
  const isAtEnd = (window.from === 'FIRST') === (countedFrom === 'START');
  const position = isAtEnd ? range.end : range.start - 1;
  const cursor = baseCursor(window);
  const mayBeNeeded = cursor !== null && (cursor.shown !== null || cursor.payload.total === null);
  return [{ mayBeNeeded, ...rowRange(Math.max(0, position), position + 1) }];
}

/** The rows that show where a cursor's row is. */
function rowsOf(
  cursor: ResolvedPosition,
  { searchRadius, listLength }: PaginationState,
): readonly RowRange[] {
  if (searchRadius === 0 || cursor.confirmedBy !== null) return [rowsToVerify(cursor)];
  const { total } = cursor.payload;
  const isFirst = searchRadius === SEARCH_RADII[0];
  const growth = isFirst && total !== null && listLength !== null ? listLength - total : 0;
  return rowsToSearch(cursor, searchRadius, growth);
}

/** Uses the rows that were read. Gives the connection, or what to read next. Throws CURSOR_EXPIRED. */
export function advance(state: PaginationState, snapshot: ListSnapshot): NextStep {
  const isWhole = isWholeList(snapshot);
  let window = countFromOneEnd(state.window, state.read.countedFrom, snapshot.totalCount);
  for (const [argument, cursor] of cursorsAt(window, state.read.countedFrom)) {
    const isSearched = isWhole || (state.searchRadius > 0 && cursor.confirmedBy === null);
    const found = followCursor({ argument, cursor, snapshot, isSearched });
    if (found === null) {
      const next = nextSearch(state, snapshot, isWhole);
      if (next === null) throw expired(argument);
      window = { ...window, [argument]: { ...cursor, confirmedBy: null } };
      return { state: withWindow(next, window) };
    }
    window = { ...window, [argument]: found };
  }
  return finish(withWindow(state, window), snapshot);
}

/** How to search on for a cursor's row; null: it is nowhere. */
function nextSearch(
  state: PaginationState,
  { totalCount, wasRead }: ListSnapshot,
  isWhole: boolean,
): PaginationState | null {
  if (isWhole) {
    const isEndSeen = totalCount === null || wasRead(totalCount);
    return isEndSeen || state.doubtsTotal ? null : { ...state, doubtsTotal: true };
  }
  const searchRadius = SEARCH_RADII.find((radius) => radius > state.searchRadius);
  return searchRadius === undefined ? null : { ...state, searchRadius, listLength: totalCount };
}

function finish(followed: PaginationState, snapshot: ListSnapshot): NextStep {
  const { wantsRows } = followed;
  const hasTotal = snapshot.totalCount !== null;
  const { shown = null } = baseCursor(followed.window) ?? {};
  if (!wantsRows && (!hasTotal || shown !== null)) {
    return { state: { ...followed, wantsRows: true } };
  }
  const state = passShown(followed, shown, snapshot);
  const { window, read } = state;
  const bounds = windowBounds(window, read, snapshot);
  if (!wantsRows) return { connection: connectionOf([], bounds, snapshot.totalCount) };

  if (!wereRead(snapshot, hasTotal ? bounds.range : read.range) || isCut(state, snapshot)) {
    return { state: withWindow(state, { ...window, length: snapshot.totalCount }) };
  }
  const isOpen = !hasTotal && !hasSeenEnd(read.range, snapshot);
  if (isOpen) return { state: { ...state, lookAhead: 1 } };
  return { connection: createConnection(window, read, snapshot, bounds) };
}

/**
 * Makes the window longer by one row if it, or the row after it, is the one that the walk has
 * returned already, or if that row was not read and would be the last one of the list.
 */
function passShown(
  state: PaginationState,
  shown: number | null,
  snapshot: ListSnapshot,
): PaginationState {
  const shorter = withWindow(state, { ...state.window, omitted: 0 });
  if (shown === null) return shorter;
  const longer = withWindow(state, { ...state.window, omitted: 1 });
  const { range, hasNextPage, hasPreviousPage } = windowBounds(
    longer.window,
    longer.read,
    snapshot,
  );
  for (let position = range.start; position < range.end; position++) {
    if (snapshot.fingerprintAt(position) === shown) return longer;
  }
  const hasMore = state.window.from === 'FIRST' ? hasNextPage : hasPreviousPage;
  return hasMore || wereRead(snapshot, range) ? shorter : longer;
}

function withWindow(state: PaginationState, window: Window): PaginationState {
  return window === state.window ? state : { ...state, window, read: windowRange(window) };
}

/** The cursors that are counted from this end. The others need a total. */
function cursorsAt(
  window: Window,
  countedFrom: CountedFrom,
): readonly (readonly [CursorArgument, ResolvedPosition])[] {
  return (['after', 'before'] as const).flatMap((argument) => {
    const cursor = window[argument];
    return cursor?.payload.countedFrom === countedFrom ? [[argument, cursor] as const] : [];
  });
}

/** Whether the rows show if the list goes on after a range. */
function hasSeenEnd({ start, end }: RowRange, snapshot: ListSnapshot): boolean {
  return snapshot.wasRead(end) || (end > start && snapshot.rowAt(end - 1) === undefined);
}

/** Whether a remembered length ends the window, although the list goes on there. */
function isCut({ window, read: { range } }: PaginationState, snapshot: ListSnapshot): boolean {
  if (snapshot.totalCount !== null || snapshot.rowAt(range.end) === undefined) return false;
  return windowRange({ ...window, length: null }).range.end > range.end;
}

function expired(argument: CursorArgument): Failure {
  const message =
    `Argument "${argument}": this cursor's token and its neighbours are gone; ` +
    'start again without a cursor.';
  return new Failure('CURSOR_EXPIRED', message);
}
