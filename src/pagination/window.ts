import { Failure } from '../model/failure.ts';
import { LIST_PROPERTIES } from '../model/token-list.ts';
import {
  type CountedFrom,
  type CursorCodec,
  type CursorPayload,
  createCursorCodec,
} from './cursor.ts';
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
  /** The length of the list in the last read, or before any read as a cursor remembers it; null if unknown. */
  readonly length: number | null;
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
  const after = parsePosition(listKey, 'after', args.after);
  const before = parsePosition(listKey, 'before', args.before);
  const sizes = parseSizes(args);
  const [near, far] = sizes.from === 'FIRST' ? [after, before] : [before, after];
  const length = (near ?? far)?.payload.total ?? null;
  return { listKey, ...sizes, after, before, length, omitted: 0 };
}

/**
 * The rows to read for a window, as far as the length of the list is known.
 *
 * The last rows of a list are the first rows of its reverse. So without cursors, a window at the end
 * of the list is read from that end, and needs no total. With a cursor, it is read from the end that
 * the cursor counts from, so that one snapshot holds the cursor's row, too.
 */
export function windowRange(window: Window): WindowRange {
  const { after, before } = window;
  const size = window.size + window.omitted;
  const ownEnd = ownEndOf(window);
  const countedFrom = (baseCursor(window) ?? after ?? before)?.payload.countedFrom ?? ownEnd;
  const ifSameEnd = (cursor: ResolvedPosition | null) =>
    cursor?.payload.countedFrom === countedFrom ? cursor : null;

  const low =
    countedFrom === 'START' ? startAfter(ifSameEnd(after)) : startBeyond(ifSameEnd(before));
  const high =
    countedFrom === 'START'
      ? endBefore(ifSameEnd(before))
      : (ifSameEnd(after)?.position ?? Infinity);
  const end = Math.min(high, window.length ?? Infinity);
  if (countedFrom === ownEnd)
    return { countedFrom, range: rowRange(low, Math.min(low + size, end)) };
  // Until the length is known, only the cursor's row is read, which shows it.
  return {
    countedFrom,
    range: end === Infinity ? rowRange(low, low) : rowRange(Math.max(low, end - size), end),
  };
}

function ownEndOf({ from }: Window): CountedFrom {
  return from === 'FIRST' ? 'START' : 'END';
}

/**
 * Counts all cursors from the end that was read from. Throws if that needs a total that Cloudflare
 * did not give: then positions that are counted from different ends cannot be compared.
 */
export function countFromOneEnd(
  window: Window,
  countedFrom: CountedFrom,
  total: number | null,
): Window {
  const { after, before } = window;
  const isCounted = (cursor: ResolvedPosition | null) =>
    cursor === null || cursor.payload.countedFrom === countedFrom;
  const hasOneEnd = isCounted(after) && isCounted(before);
  if (total === null) {
    const isOpen = baseCursor(window) === null && countedFrom !== ownEndOf(window);
    if (hasOneEnd && !isOpen) return window;
    const message =
      'Cloudflare did not say how many tokens there are, which this combination of cursors needs: ' +
      'page with "first" and "after", or with "last" and "before".';
    throw new Failure('UPSTREAM_INVALID_RESPONSE', message);
  }
  if (hasOneEnd) return window;
  const counted = (cursor: ResolvedPosition | null) =>
    cursor === null || isCounted(cursor) ? cursor : fromOtherEnd(cursor, countedFrom, total);
  return { ...window, after: counted(after), before: counted(before) };
}

/** A cursor that was not followed yet. */
function fromOtherEnd(
  { payload, ...cursor }: ResolvedPosition,
  countedFrom: CountedFrom,
  total: number,
): ResolvedPosition {
  const position = Math.max(0, total - 1 - payload.position);
  return { ...cursor, position, payload: { ...payload, countedFrom, position } };
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

function parsePosition(
  listKey: string,
  argument: CursorArgument,
  text: string | null | undefined,
): ResolvedPosition | null {
  const payload = parseCursor(createCursorCodec(listKey), argument, text);
  if (payload === null) return null;
  const { position, shown } = payload;
  return { payload, position, isGap: false, confirmedBy: null, shown };
}

/** Null if there is no cursor. Throws BAD_USER_INPUT that names the argument. */
export function parseCursor<Payload>(
  codec: CursorCodec<Payload>,
  argument: CursorArgument,
  text: string | null | undefined,
): Payload | null {
  if (text === null || text === undefined) return null;
  const decoded = codec.decode(text);
  if ('payload' in decoded) return decoded.payload;
  throw new Failure('BAD_USER_INPUT', `Argument "${argument}": ${PROBLEMS[decoded.problem]}.`);
}

const PROBLEMS = {
  MALFORMED: 'expected a cursor that this gateway gave, got something else',
  OTHER_LIST:
    'this cursor belongs to another list; these must be the same as in the query that gave it: ' +
    [...LIST_PROPERTIES, 'filter', 'orderBy'].map((name) => `"${name}"`).join(', '),
};
