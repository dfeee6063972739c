import type { TokenRow } from '../model/token-source.ts';
import { type Anchor, NO_ID, printOf } from './cursor.ts';
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
  if (print === NO_ID) return followNeighbour(place, rows);
  // A gap's place is its neighbour's; the row itself would stand where it always stood.
  if (hasPrint(rows, place.position, print)) return { ...place, isGap: false };

  const itself = nearestWith(print, place, rows);
  if (itself !== undefined) return { anchor, position: itself, isGap: false };
  for (const wanted of neighbours) {
    const neighbour = nearestWith(wanted, place, rows);
    if (neighbour === undefined) continue;
    const isGone = isWholeList || wereRead(rows, beside(anchor, neighbour));
    return isGone ? gapBeside(anchor, neighbour) : null;
  }
  return null;
}

/** A row whose id could not be read is known by its neighbours alone; without any, by its place. */
function followNeighbour(place: Place, rows: Rows): Place | null {
  const { anchor } = place;
  const back = -towardsNeighbours(anchor);
  for (const [distance, print] of anchor.prints.entries()) {
    const neighbour = nearestWith(print, place, rows);
    if (neighbour === undefined) continue;
    for (
      let position = neighbour + back;
      position !== neighbour + (distance + 1) * back;
      position += back
    ) {
      if (hasPrint(rows, position, NO_ID)) return { anchor, position, isGap: false };
    }
    return gapBeside(anchor, neighbour);
  }
  const isNameless = anchor.prints.every((print) => print === NO_ID);
  return isNameless && hasPrint(rows, place.position, NO_ID) ? { ...place, isGap: false } : null;
}

/** The rows that show whether a cursor's row still stands at its place. */
export function witnesses({ anchor, position }: Place): RowRange {
  const last =
    anchor.prints[0] === NO_ID ? (anchor.prints.length - 1) * towardsNeighbours(anchor) : 0;
  return rangeOf(Math.max(0, position + Math.min(0, last)), position + Math.max(0, last) + 1);
}

/** Which way the remembered neighbours lie, in positions as they are counted. */
function towardsNeighbours({ countedFrom, neighbours }: Anchor): 1 | -1 {
  return (countedFrom === 'START') === (neighbours === 'BEFORE') ? -1 : 1;
}

function nearestWith(
  print: number | undefined,
  { position }: Place,
  rows: Rows,
): number | undefined {
  if (print === NO_ID) return undefined;
  let nearest: number | undefined;
  for (const at of rows.positions) {
    const isNearer =
      nearest === undefined || Math.abs(at - position) < Math.abs(nearest - position);
    if (isNearer && hasPrint(rows, at, print)) nearest = at;
  }
  return nearest;
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
function beside(anchor: Anchor, neighbour: number): RowRange {
  return towardsNeighbours(anchor) === -1
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
