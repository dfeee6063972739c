import { Failure } from '../model/failure.ts';
import type { TokenList } from '../model/token-source.ts';
import { type Anchor, type CountedFrom, decodeCursor } from './cursor.ts';
import type { RowRange } from './plan.ts';

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
  readonly after: Anchor | null;
  readonly before: Anchor | null;
}

/** Rows to read, with the end of the list that their positions are counted from. */
export interface Reading {
  readonly countedFrom: CountedFrom;
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
    after: readAnchor(list, 'after', args.after),
    before: readAnchor(list, 'before', args.before),
  };
}

/**
 * Which rows to read for a window before the length of the list is known: all
 * that the window can hold, and perhaps some that the other cursor cuts away.
 *
 * The last rows of a list are the first rows of its reverse, so a window that
 * hangs on the end of the list is read from there, and needs no total.
 */
export function readingFor({ from, size, after, before }: Window): Reading {
  // `first` hangs on `after`, `last` on `before`: that cursor, or that end, is where reading starts.
  const near = from === 'FIRST' ? after : before;
  const home = from === 'FIRST' ? 'START' : 'END';
  const countedFrom = near?.countedFrom ?? home;
  const far = from === 'FIRST' ? before : after;
  const bound = far?.countedFrom === countedFrom ? far.position : null;

  if (countedFrom === home) {
    const start = near === null ? 0 : near.position + 1;
    return { countedFrom, range: rangeOf(start, Math.min(start + size, bound ?? Infinity)) };
  }
  // Counted from the other end, the rows wanted lie below the cursor's position.
  const end = near?.position ?? 0;
  return { countedFrom, range: rangeOf(Math.max(0, end - size, (bound ?? -1) + 1), end) };
}

/**
 * The rows of a window in a list of `total` rows, counted from the start: the
 * Relay specification's algorithm, to the letter.
 */
export function sliceOf({ from, size, after, before }: Window, total: number): RowRange {
  const lower = after === null ? 0 : Math.min(positionFromStart(after, total) + 1, total);
  const upper = before === null ? total : Math.min(positionFromStart(before, total), total);
  if (upper <= lower) return rangeOf(lower, lower);
  return from === 'FIRST'
    ? rangeOf(lower, Math.min(lower + size, upper))
    : rangeOf(Math.max(lower, upper - size), upper);
}

/** The same place counted from the start. */
function positionFromStart({ countedFrom, position }: Anchor, total: number): number {
  return countedFrom === 'START' ? position : Math.max(0, total - 1 - position);
}

/** Never less than nothing: a cursor behind the other leaves no row between them. */
function rangeOf(start: number, end: number): RowRange {
  return { start, end: Math.max(start, end) };
}

function readSize(name: string, value: number | null | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (value >= 0 && value <= MAX_PAGE_SIZE) return value;
  const message = `Argument "${name}": expected 0 to ${MAX_PAGE_SIZE}, got ${value}.`;
  throw new Failure('BAD_USER_INPUT', message);
}

function readAnchor(list: TokenList, name: string, text: string | null | undefined): Anchor | null {
  if (text === null || text === undefined) return null;
  const decoded = decodeCursor(list, text);
  if ('anchor' in decoded) return decoded.anchor;
  const reason =
    decoded.problem === 'OTHER_LIST'
      ? 'this cursor belongs to another list: "direction" and "includeExpired" must stay as they were'
      : 'expected a cursor that this gateway gave, got something else';
  throw new Failure('BAD_USER_INPUT', `Argument "${name}": ${reason}.`);
}
