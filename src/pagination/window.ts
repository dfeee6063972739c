import { Failure } from '../model/failure.ts';
import { LIST_PROPERTIES } from '../model/token-list.ts';
import { type CountedFrom, type CursorPayload, createCursorCodec } from './cursor.ts';
import { type RowRange, rowRange } from './plan.ts';

/** The size of a page where the caller does not give one. */
export const DEFAULT_PAGE_SIZE = 20;
/** The largest size of a page. */
export const MAX_PAGE_SIZE = 100;

/** The arguments as GraphQL passes them: null is the same as not given. */
export interface ConnectionArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Valid arguments: `size` rows from one end of the rows between `after` and `before`. */
export interface Window {
  /** Everything that decides which rows the list has, and in which order. */
  readonly listKey: string;
  readonly from: 'FIRST' | 'LAST';
  readonly size: number;
  readonly after: ResolvedPosition | null;
  readonly before: ResolvedPosition | null;
  /** 1 if a row that the walk has returned already stands in the window: it is left out. */
  readonly omitted: 0 | 1;
}

/** Where a cursor's row is now, as far as is known. */
export interface ResolvedPosition {
  readonly payload: CursorPayload;
  /** Counted from the same end as the payload's. */
  readonly position: number;
  /** The cursor's row is not there any more: its gap is right after the row at `position`, in list order. */
  readonly isGap: boolean;
  /** The row whose fingerprint confirms `position`; null until the cursor was followed. */
  readonly confirmedBy: KnownRow | null;
  /** The fingerprint of a row that the walk has returned already and must not return again, or null. */
  readonly shown: number | null;
}

/** The arguments that take a cursor. */
export type CursorArgument = 'after' | 'before';

export interface KnownRow {
  readonly position: number;
  readonly fingerprint: number;
}

/** The rows to read for a window, counted from one end of the list. */
export interface WindowRange {
  readonly countedFrom: CountedFrom;
  /** All rows that the window can hold. The other cursor may exclude some of them. */
  readonly range: RowRange;
}

/** Validates the arguments. Throws BAD_USER_INPUT that names the wrong argument and its limit. */
export function parseWindow(listKey: string, args: ConnectionArguments): Window {
  return {
    listKey,
    ...parseSizes(args),
    after: parseCursor(listKey, 'after', args.after),
    before: parseCursor(listKey, 'before', args.before),
    omitted: 0,
  };
}

/**
 * The rows to read for a window, before the length of the list is known.
 *
 * The last rows of a list are the first rows of its reverse. So a window at the
 * end of the list is read from that end, and needs no total.
 */
export function windowRange(window: Window): WindowRange {
  const { from, after, before } = window;
  const size = window.size + window.omitted;
  const base = baseCursor(window);
  const ownEnd = from === 'FIRST' ? 'START' : 'END';
  const countedFrom = base?.payload.countedFrom ?? ownEnd;
  const ifSameEnd = (cursor: ResolvedPosition | null) =>
    cursor?.payload.countedFrom === countedFrom ? cursor : null;

  const low =
    countedFrom === 'START' ? startAfter(ifSameEnd(after)) : startBeyond(ifSameEnd(before));
  const high =
    countedFrom === 'START'
      ? endBefore(ifSameEnd(before))
      : (ifSameEnd(after)?.position ?? Infinity);
  const range =
    countedFrom === ownEnd
      ? rowRange(low, Math.min(low + size, high))
      : rowRange(Math.max(low, high - size), high);
  return { countedFrom, range: withinTotal(range, base) };
}

/**
 * `first` counts from `after`, and `last` from `before`. Without that cursor, they count from an
 * end of the list.
 */
export function baseCursor({ from, after, before }: Window): ResolvedPosition | null {
  return from === 'FIRST' ? after : before;
}

/**
 * The rows of a window in a list of `total` rows, counted from the start. This
 * is the algorithm of the Relay specification.
 */
export function sliceOf(window: Window, total: number): RowRange {
  const { from, after, before } = window;
  const size = window.size + window.omitted;
  const lower = Math.min(startAfter(fromStart(after, total)), total);
  const upper = Math.min(endBefore(fromStart(before, total)), total);
  if (upper <= lower) return rowRange(lower, lower);
  return from === 'FIRST'
    ? rowRange(lower, Math.min(lower + size, upper))
    : rowRange(Math.max(lower, upper - size), upper);
}

/** The first row after a cursor, or the first row of the list. */
function startAfter(cursor: ResolvedPosition | null): number {
  return cursor === null ? 0 : cursor.position + 1;
}

/** The end of the rows before a cursor. */
function endBefore(cursor: ResolvedPosition | null): number {
  if (cursor === null) return Infinity;
  return cursor.isGap ? cursor.position + 1 : cursor.position;
}

/** Counted from the end: the first row before a cursor. The row at a gap is before the gap. */
function startBeyond(cursor: ResolvedPosition | null): number {
  if (cursor === null) return 0;
  return cursor.isGap ? cursor.position : cursor.position + 1;
}

/** The same position, counted from the start. */
function fromStart(cursor: ResolvedPosition | null, total: number): ResolvedPosition | null {
  if (cursor === null || cursor.payload.countedFrom === 'START') return cursor;
  return { ...cursor, position: Math.max(-1, total - 1 - cursor.position) };
}

/** A cursor remembers the length of the list: rows past its end are not read. */
function withinTotal({ start, end }: RowRange, cursor: ResolvedPosition | null): RowRange {
  const total = cursor?.payload.total ?? Infinity;
  return rowRange(start, Math.max(start, Math.min(end, total)));
}

/** How many rows, and from which end. Throws BAD_USER_INPUT that names the argument and its limit. */
export function parseSizes(args: ConnectionArguments): Pick<Window, 'from' | 'size'> {
  const first = parseSize('first', args.first);
  const last = parseSize('last', args.last);
  if (first !== null && last !== null) {
    throw new Failure('BAD_USER_INPUT', 'Arguments "first" and "last": expected one, got both.');
  }
  return { from: last === null ? 'FIRST' : 'LAST', size: last ?? first ?? DEFAULT_PAGE_SIZE };
}

function parseSize(name: string, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (value >= 0 && value <= MAX_PAGE_SIZE) return value;
  const message = `Argument "${name}": expected 0 to ${MAX_PAGE_SIZE}, got ${value}.`;
  throw new Failure('BAD_USER_INPUT', message);
}

function parseCursor(
  listKey: string,
  name: string,
  text: string | null | undefined,
): ResolvedPosition | null {
  if (text === null || text === undefined) return null;
  const decoded = createCursorCodec(listKey).decode(text);
  if ('payload' in decoded) {
    const { payload } = decoded;
    const { position, shown } = payload;
    return { payload, position, isGap: false, confirmedBy: null, shown };
  }
  throw badCursor(name, decoded.problem);
}

export function badCursor(argument: string, problem: keyof typeof PROBLEMS): Failure {
  return new Failure('BAD_USER_INPUT', `Argument "${argument}": ${PROBLEMS[problem]}.`);
}

const PROBLEMS = {
  MALFORMED: 'expected a cursor that this gateway gave, got something else',
  OTHER_LIST:
    'this cursor belongs to another list; these must be the same as in the query that gave it: ' +
    [...LIST_PROPERTIES, 'filter', 'orderBy'].map((name) => `"${name}"`).join(', '),
};
