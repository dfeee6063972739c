import type { TokenRow } from '../model/token-source.ts';
import { type Anchor, NO_ID } from './cursor.ts';
import { type RowRange, rangeOf } from './plan.ts';
import type { Place } from './window.ts';

/** What was read of a list, by positions counted from one of its ends. */
export interface Rows {
  /** How many rows the list holds; null where Cloudflare did not say. */
  readonly totalCount: number | null;
  /** Where rows were read, in no order. */
  readonly positions: readonly number[];
  rowAt(position: number): TokenRow | undefined;
  /** The print of the row there. */
  printAt(position: number): number | undefined;
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
 * nearest place where its print is found; or the gap next to one of the
 * neighbours that the cursor remembers, where it was deleted. Null where more
 * must be read to tell.
 */
export function follow(place: Place, rows: Rows, isWholeList: boolean): Place | null {
  const { anchor } = place;
  const { print } = anchor;
  if (print === NO_ID) return followNeighbour(place, rows);
  // A gap's place is its neighbour's; the row itself would stand where it always stood.
  if (hasPrint(rows, place.position, print)) return { ...place, isGap: false };

  const itself = nearestWith(print, place, rows);
  if (itself !== undefined) return { anchor, position: itself, isGap: false };
  for (const { print: wanted, away, gap } of neighboursOf(anchor)) {
    const neighbour = nearestWith(wanted, place, rows);
    if (neighbour === undefined) continue;
    const isGone = isWholeList || wereRead(rows, between(neighbour, away));
    return isGone ? { anchor, position: neighbour + gap, isGap: true } : null;
  }
  return null;
}

/** A row whose id could not be read is known by its neighbours alone; without any, by its place. */
function followNeighbour(place: Place, rows: Rows): Place | null {
  const { anchor } = place;
  const neighbours = neighboursOf(anchor);
  for (const { print, distance, away, gap } of neighbours) {
    const neighbour = nearestWith(print, place, rows);
    if (neighbour === undefined) continue;
    for (let step = 1; step <= distance; step++) {
      const position = neighbour - step * away;
      if (hasPrint(rows, position, NO_ID)) return { anchor, position, isGap: false };
    }
    return { anchor, position: neighbour + gap, isGap: true };
  }
  const isNameless = neighbours.every(({ print }) => print === NO_ID);
  return isNameless && hasPrint(rows, place.position, NO_ID) ? { ...place, isGap: false } : null;
}

interface Neighbour {
  readonly print: number;
  /** How many rows from the cursor's row. */
  readonly distance: number;
  /** One step away from the cursor's row, in positions as they are counted. */
  readonly away: 1 | -1;
  /** From it to the row that names a gap: the row before the gap, in list order. */
  readonly gap: number;
}

/** Those before it first: of two gaps that could be the place, the earlier one skips nothing. */
function neighboursOf({ countedFrom, before, after }: Anchor): readonly Neighbour[] {
  const towardsStart = countedFrom === 'START' ? -1 : 1;
  const towardsEnd = countedFrom === 'START' ? 1 : -1;
  return [
    ...before.map(
      (print, index) => ({ print, distance: index + 1, away: towardsStart, gap: 0 }) as const,
    ),
    ...after.map(
      (print, index) =>
        ({ print, distance: index + 1, away: towardsEnd, gap: towardsStart }) as const,
    ),
  ];
}

/** The rows that show whether a cursor's row still stands at its place. */
export function witnesses({ anchor, position }: Place): RowRange {
  const reach =
    anchor.print === NO_ID ? neighboursOf(anchor).map(({ distance, away }) => distance * away) : [];
  const first = position + Math.min(0, ...reach);
  return rangeOf(Math.max(0, first), position + Math.max(0, ...reach) + 1);
}

function nearestWith(print: number, { position }: Place, rows: Rows): number | undefined {
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

/** Whether no row of the list is missing from what was read. */
export function isWholeList({ totalCount, positions, wasRead }: Rows): boolean {
  if (totalCount !== null) return positions.length >= totalCount;
  return wasRead(positions.length) && positions.every((position) => position < positions.length);
}

function hasPrint(rows: Rows, position: number, print: number): boolean {
  return rows.printAt(position) === print;
}

/** The rows from a neighbour on in which a deleted row would have to be, were it not deleted. */
function between(neighbour: number, away: 1 | -1): RowRange {
  return away === -1
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
