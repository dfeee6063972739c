import { Failure } from '../model/failure.ts';
import { type Connection, createConnection, createOutline, windowBounds } from './connection.ts';
import type { CountedFrom } from './cursor.ts';
import { followCursor, rowsToSearch, rowsToVerify } from './follow.ts';
import type { RowRange } from './plan.ts';
import { isWholeList, type ListSnapshot, wereRead } from './snapshot.ts';
import { type ResolvedPosition, type Window, type WindowRange, windowRange } from './window.ts';

/** What is known of a window between two reads, and what to read next. */
export interface PaginationState {
  readonly window: Window;
  /** Follows from the window, and is computed once for each. */
  readonly read: WindowRange;
  /** False if only the total and the page info are selected. */
  readonly wantsRows: boolean;
  /** How many rows away from its position a cursor's row is searched. */
  readonly searchRadius: number;
  /** Rows to read past the window: one, if nothing else shows whether the list goes on. */
  readonly lookAhead: 0 | 1;
}

/** Rows to read, counted from one end of the list. */
export interface RowsToRead {
  readonly countedFrom: CountedFrom;
  readonly ranges: readonly RowRange[];
}

export type NextStep = { readonly connection: Connection } | { readonly state: PaginationState };

/**
 * The search radii, in order. The first one costs one call more, and is enough
 * for most lists, which change little between two pages of a walk. The last one
 * costs a hundred calls, a twelfth of Cloudflare's limit for five minutes.
 */
const SEARCH_RADII = [4, 50, 200, 800, 2_500];

export function initialState(window: Window, wantsRows: boolean): PaginationState {
  return { window, read: windowRange(window), wantsRows, searchRadius: 0, lookAhead: 0 };
}

export function rowsToRead(state: PaginationState): RowsToRead {
  const { window, read, wantsRows, searchRadius, lookAhead } = state;
  const { countedFrom, range } = read;
  const rows = { start: range.start, end: range.end + lookAhead };
  const cursorRows = cursorsAt(window, countedFrom).map(([, cursor]) =>
    searchRadius === 0 ? rowsToVerify(cursor) : rowsToSearch(cursor, searchRadius),
  );
  return { countedFrom, ranges: wantsRows ? [rows, ...cursorRows] : cursorRows };
}

/** Uses the rows that were read. Gives the connection, or what to read next. Throws CURSOR_EXPIRED. */
export function advance(state: PaginationState, snapshot: ListSnapshot): NextStep {
  const isWhole = isWholeList(snapshot);
  let { window } = state;
  for (const [argument, cursor] of cursorsAt(window, state.read.countedFrom)) {
    const found = followCursor(cursor, snapshot, isWhole);
    if (found === null) {
      const searchRadius = SEARCH_RADII.find((radius) => radius > state.searchRadius);
      if (isWhole || searchRadius === undefined) throw expired(argument);
      return { state: { ...state, searchRadius } };
    }
    window = { ...window, [argument]: found };
  }
  return finish(withWindow(state, window), snapshot);
}

function finish(state: PaginationState, snapshot: ListSnapshot): NextStep {
  const { window, read, wantsRows, lookAhead } = state;
  const hasTotal = snapshot.totalCount !== null;
  if (!wantsRows && !hasTotal) return { state: { ...state, wantsRows: true } };
  const bounds = windowBounds(window, read, snapshot);
  if (!wantsRows) return { connection: createOutline(snapshot, bounds) };

  if (!wereRead(snapshot, hasTotal ? bounds.range : read.range)) {
    return { state: withWindow(state, withoutTotals(window)) };
  }
  const isOpen = !hasTotal && !hasSeenEnd(read.range, snapshot);
  if (isOpen && lookAhead === 0) return { state: { ...state, lookAhead: 1 } };
  return { connection: createConnection(window, read, snapshot, bounds) };
}

function withWindow(state: PaginationState, window: Window): PaginationState {
  return window === state.window ? state : { ...state, window, read: windowRange(window) };
}

type CursorArgument = 'after' | 'before';

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

/** The list has grown since the cursors were given, so the totals that they remember are wrong. */
function withoutTotals(window: Window): Window {
  const withoutTotal = (cursor: ResolvedPosition | null) =>
    cursor && { ...cursor, payload: { ...cursor.payload, total: null } };
  return { ...window, after: withoutTotal(window.after), before: withoutTotal(window.before) };
}

function expired(argument: CursorArgument): Failure {
  const message =
    `Argument "${argument}": this cursor's token and the two before it are gone; ` +
    'start again without a cursor.';
  return new Failure('CURSOR_EXPIRED', message);
}
