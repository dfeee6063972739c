import type { TokenRow } from '../model/token-source.ts';
import { type Anchor, printOf } from './cursor.ts';
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
 * So many rows next to its neighbour, a cursor's row must be missing to count
 * as deleted. More tokens than these, made at just that place between two
 * requests, would repeat a row.
 */
const SURE_ROWS = 20;

/**
 * Where a cursor's row stands among the rows read: its old place, or the
 * nearest place where its print is found; or the gap next to one of the two
 * neighbours that the cursor remembers, where it was deleted. Null where more
 * must be read to tell.
 */
export function follow(place: Place, rows: Rows, isWholeList: boolean): Place | null {
  const { anchor } = place;
  const [print, ...neighbours] = anchor.prints;
  // A gap's place is its neighbour's; the row itself would stand where it always stood.
  if (hasPrint(rows, place.position, print)) return { ...place, isGap: false };

  const nearest = rows.positions.toSorted(
    (a, b) => Math.abs(a - place.position) - Math.abs(b - place.position),
  );
  const find = (wanted: number | undefined) => nearest.find((at) => hasPrint(rows, at, wanted));
  const itself = find(print);
  if (itself !== undefined) return { anchor, position: itself, isGap: false };
  for (const wanted of neighbours) {
    const neighbour = find(wanted);
    if (neighbour === undefined) continue;
    const isGone = isWholeList || wereRead(rows, beside(anchor, neighbour));
    return isGone ? gapBeside(anchor, neighbour) : null;
  }
  return null;
}

/** The rows in which to look for a cursor's row, up to `reach` rows away, and to see that it is gone. */
export function around({ position }: Place, reach: number): RowRange {
  return rangeOf(Math.max(0, position - reach - SURE_ROWS), position + reach + SURE_ROWS + 1);
}

/** A gap is named by the row before it in the list, which a neighbour after it is not. */
function gapBeside(anchor: Anchor, neighbour: number): Place {
  const step = anchor.countedFrom === 'START' ? -1 : 1;
  const position = anchor.neighbours === 'BEFORE' ? neighbour : neighbour + step;
  return { anchor, position, isGap: true };
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

/** The rows beside a neighbour in which a deleted row would have to be, were it not deleted. */
function beside({ countedFrom, neighbours }: Anchor, neighbour: number): RowRange {
  const isUpwards = (countedFrom === 'START') === (neighbours === 'BEFORE');
  return isUpwards
    ? rangeOf(neighbour + 1, neighbour + 1 + SURE_ROWS)
    : rangeOf(Math.max(0, neighbour - SURE_ROWS), neighbour);
}

/** Whether all rows of a range were read; behind the end of the list there are none to read. */
export function wereRead(rows: Rows, { start, end }: RowRange): boolean {
  const last = rows.totalCount === null ? end : Math.min(end, rows.totalCount);
  for (let position = start; position < last; position++) {
    if (!rows.wasRead(position)) return false;
    if (rows.rowAt(position) === undefined) return true;
  }
  return true;
}
