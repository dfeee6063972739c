import type { TokenRow } from '../model/token-source.ts';
import { type CountedFrom, printOf } from './cursor.ts';
import { type RowRange, rangeOf } from './plan.ts';
import type { Place } from './window.ts';

/** What was read of a list, by positions counted from one of its ends. */
export interface Rows {
  /** How many rows the list holds; null where Cloudflare did not say. */
  readonly totalCount: number | null;
  /** Where rows were read, in no order. */
  readonly positions: readonly number[];
  rowAt(position: number): TokenRow | undefined;
  /** Whether a page with this position was read: where no row stands in one, the list has ended. */
  wasRead(position: number): boolean;
}

/**
 * So many rows behind the row before it, a cursor's row must be missing to
 * count as deleted. More tokens than these, made at just that place between
 * two requests, would repeat a row.
 */
const SURE_ROWS = 20;

/**
 * Where a cursor's row stands among the rows read: its old place, or the
 * nearest place where its print is found; or the gap behind one of the two
 * rows before it, where it was deleted. Null where more must be read to tell.
 */
export function follow(place: Place, rows: Rows, isWholeList: boolean): Place | null {
  const { anchor, position } = place;
  const [print, ...printsBefore] = anchor.prints;
  if (hasPrint(rows, position, print)) return { anchor, position, isGap: false };

  const nearest = rows.positions.toSorted(
    (a, b) => Math.abs(a - position) - Math.abs(b - position),
  );
  const find = (wanted: number | undefined) => nearest.find((at) => hasPrint(rows, at, wanted));
  const itself = find(print);
  if (itself !== undefined) return { anchor, position: itself, isGap: false };
  for (const wanted of printsBefore) {
    const before = find(wanted);
    if (before === undefined) continue;
    const isGone = isWholeList || wereRead(rows, behind(anchor.countedFrom, before));
    return isGone ? { anchor, position: before, isGap: true } : null;
  }
  return null;
}

/** The rows in which to look for a cursor's row, up to `reach` rows away, and to see that it is gone. */
export function around({ anchor, position }: Place, reach: number): RowRange {
  const before = anchor.countedFrom === 'START' ? reach : reach + SURE_ROWS;
  const after = anchor.countedFrom === 'START' ? reach + SURE_ROWS : reach;
  return rangeOf(Math.max(0, position - before), position + after + 1);
}

/** Whether no row of the list is missing from what was read. */
export function isWholeList({ totalCount, positions, wasRead }: Rows): boolean {
  if (totalCount !== null) return positions.length >= totalCount;
  return wasRead(positions.length) && positions.every((position) => position < positions.length);
}

function hasPrint(rows: Rows, position: number, print: number | undefined): boolean {
  const row = rows.rowAt(position);
  return row !== undefined && printOf(row) === print;
}

/** The rows in which a deleted row would have to be, were it not deleted. */
function behind(countedFrom: CountedFrom, position: number): RowRange {
  return countedFrom === 'START'
    ? rangeOf(position + 1, position + 1 + SURE_ROWS)
    : rangeOf(Math.max(0, position - SURE_ROWS), position);
}

/** Positions behind the end of the list count as read where a page showed that end. */
function wereRead(rows: Rows, { start, end }: RowRange): boolean {
  const last = rows.totalCount === null ? end : Math.min(end, rows.totalCount);
  for (let position = start; position < last; position++) {
    if (!rows.wasRead(position)) return false;
    if (rows.rowAt(position) === undefined) return true;
  }
  return true;
}
