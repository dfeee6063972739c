import { Failure } from '../model/failure.ts';
import type { TokenList } from '../model/token-source.ts';
import { type CountedFrom, type CursorPayload, decodeCursor } from './cursor.ts';
import { type RowRange, rangeOf } from './plan.ts';

/** How many rows a page has where the caller does not say. */
export const DEFAULT_PAGE_SIZE = 20;
/** How many rows a page has at most. */
export const MAX_PAGE_SIZE = 100;

/** The arguments as GraphQL hands them over: null is the same as not given. */
export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** What is asked for, checked: `size` rows from one end of the rows between `after` and `before`. */
export interface Window {
  readonly list: TokenList;
  readonly from: 'FIRST' | 'LAST';
  readonly size: number;
  readonly after: Place | null;
  readonly before: Place | null;
}

/** Where a cursor's row stands now, as far as is known. */
export interface Place {
  readonly payload: CursorPayload;
  /** Counted from the same end as the payload's. */
  readonly position: number;
  /** The cursor's row is gone: the place is the gap right after the row at `position`, in list order. */
  readonly isGap: boolean;
}

/** Rows to read, counted from one end of the list. */
export interface Reading {
  readonly countedFrom: CountedFrom;
  /** What the window can hold, and perhaps some that the other cursor cuts away. */
  readonly range: RowRange;
}

/** Checks the arguments; throws BAD_USER_INPUT that names the wrong one, and its limit. */
export function readWindow(list: TokenList, args: ConnectionArguments): Window {
  const first = readSize('first', args.first);
  const last = readSize('last', args.last);
  if (first !== null && last !== null) {
    throw new Failure('BAD_USER_INPUT', 'Arguments "first" and "last": expected one, got both.');
  }
  return {
    list,
    from: last === null ? 'FIRST' : 'LAST',
    size: last ?? first ?? DEFAULT_PAGE_SIZE,
    after: readPlace(list, 'after', args.after),
    before: readPlace(list, 'before', args.before),
  };
}

/**
 * Which rows to read for a window, before the length of the list is known.
 *
 * The last rows of a list are the first rows of its reverse, so a window that
 * hangs on the end of the list is read from there, and needs no total.
 */
export function readingFor(window: Window): Reading {
  const { from, size, after, before } = window;
  // `first` hangs on `after`, `last` on `before`: that cursor, or that end, is where reading starts.
  const near = from === 'FIRST' ? after : before;
  const home = from === 'FIRST' ? 'START' : 'END';
  const countedFrom = near?.payload.countedFrom ?? home;
  const onSide = (place: Place | null) =>
    place?.payload.countedFrom === countedFrom ? place : null;

  const low = countedFrom === 'START' ? rowAfter(onSide(after)) : rowBeyond(onSide(before));
  const high =
    countedFrom === 'START' ? rowOf(onSide(before)) : (onSide(after)?.position ?? Infinity);
  const range =
    countedFrom === home
      ? rangeOf(low, Math.min(low + size, high))
      : rangeOf(Math.max(low, high - size), high);
  return { countedFrom, range: withinTotal(range, near) };
}

/**
 * The rows of a window in a list of `total` rows, counted from the start: the
 * Relay specification's algorithm, to the letter.
 */
export function sliceOf({ from, size, after, before }: Window, total: number): RowRange {
  const lower = Math.min(rowAfter(fromStart(after, total)), total);
  const upper = Math.min(rowOf(fromStart(before, total)), total);
  if (upper <= lower) return rangeOf(lower, lower);
  return from === 'FIRST'
    ? rangeOf(lower, Math.min(lower + size, upper))
    : rangeOf(Math.max(lower, upper - size), upper);
}

/** The first row behind a place; without one, the first of the list. */
function rowAfter(place: Place | null): number {
  return place === null ? 0 : place.position + 1;
}

/** Where the rows before a place end. */
function rowOf(place: Place | null): number {
  if (place === null) return Infinity;
  return place.isGap ? place.position + 1 : place.position;
}

/** Counted from the end: the first row before a place. A gap's row is itself before it. */
function rowBeyond(place: Place | null): number {
  if (place === null) return 0;
  return place.isGap ? place.position : place.position + 1;
}

/** The same place counted from the start. */
function fromStart(place: Place | null, total: number): Place | null {
  if (place === null || place.payload.countedFrom === 'START') return place;
  return { ...place, position: Math.max(0, total - 1 - place.position) };
}

/** A cursor remembers how long the list was: rows behind its end need no call. */
function withinTotal({ start, end }: RowRange, near: Place | null): RowRange {
  const total = near?.payload.total ?? Infinity;
  return rangeOf(start, Math.max(start, Math.min(end, total)));
}

function readSize(name: string, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (value >= 0 && value <= MAX_PAGE_SIZE) return value;
  const message = `Argument "${name}": expected 0 to ${MAX_PAGE_SIZE}, got ${value}.`;
  throw new Failure('BAD_USER_INPUT', message);
}

function readPlace(list: TokenList, name: string, text: string | null | undefined): Place | null {
  if (text === null || text === undefined) return null;
  const decoded = decodeCursor(list, text);
  if ('payload' in decoded) {
    return { payload: decoded.payload, position: decoded.payload.position, isGap: false };
  }
  const reason =
    decoded.problem === 'OTHER_LIST'
      ? 'this cursor belongs to another list: "direction" and "includeExpired" must stay as they were'
      : 'expected a cursor that this gateway gave, got something else';
  throw new Failure('BAD_USER_INPUT', `Argument "${name}": ${reason}.`);
}
