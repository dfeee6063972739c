import type { TokenRow } from '../model/token-source.ts';
import { type CursorPayload, NO_ID } from './cursor.ts';
import { type RowRange, rangeOf } from './plan.ts';
import type { Place } from './window.ts';

/** What was read of a list, by positions counted from one of its ends. */
export interface Rows {
  /** How many rows the list holds; null where Cloudflare did not say. */
  readonly totalCount: number | null;
  /** Where rows were read, in no order. */
  readonly positions: readonly number[];
  rowAt(position: number): TokenRow | undefined;
  /** The fingerprint of the row there. */
  fingerprintAt(position: number): number | undefined;
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
 * nearest place where its fingerprint is found; or the gap next to one of the
 * neighbours that the cursor remembers, where it was deleted. Null where more
 * must be read to tell.
 */
export function follow(place: Place, rows: Rows, isWholeList: boolean): Place | null {
  const { payload } = place;
  const { fingerprint } = payload;
  if (fingerprint === NO_ID) return followNeighbour(place, rows);
  // A gap's place is its neighbour's; the row itself would stand where it always stood.
  if (hasFingerprint(rows, place.position, fingerprint)) return { ...place, isGap: false };

  const itself = nearestWith(fingerprint, place, rows);
  if (itself !== undefined) return { payload, position: itself, isGap: false };
  for (const { fingerprint: wanted, away, gap } of neighboursOf(payload)) {
    const neighbour = nearestWith(wanted, place, rows);
    if (neighbour === undefined) continue;
    const isGone = isWholeList || wereRead(rows, between(neighbour, away));
    return isGone ? { payload, position: neighbour + gap, isGap: true } : null;
  }
  return null;
}

/** A row whose id could not be read is known by its neighbours alone; without any, by its place. */
function followNeighbour(place: Place, rows: Rows): Place | null {
  const { payload } = place;
  const neighbours = neighboursOf(payload);
  for (const { fingerprint, distance, away, gap } of neighbours) {
    const neighbour = nearestWith(fingerprint, place, rows);
    if (neighbour === undefined) continue;
    for (let step = 1; step <= distance; step++) {
      const position = neighbour - step * away;
      if (hasFingerprint(rows, position, NO_ID)) return { payload, position, isGap: false };
    }
    return { payload, position: neighbour + gap, isGap: true };
  }
  const isNameless = neighbours.every(({ fingerprint }) => fingerprint === NO_ID);
  return isNameless && hasFingerprint(rows, place.position, NO_ID)
    ? { ...place, isGap: false }
    : null;
}

interface Neighbour {
  readonly fingerprint: number;
  /** How many rows from the cursor's row. */
  readonly distance: number;
  /** One step away from the cursor's row, in positions as they are counted. */
  readonly away: 1 | -1;
  /** From it to the row that names a gap: the row before the gap, in list order. */
  readonly gap: number;
}

/** Those before it first: of two gaps that could be the place, the earlier one skips nothing. */
function neighboursOf({ countedFrom, before, after }: CursorPayload): readonly Neighbour[] {
  const towardsStart = countedFrom === 'START' ? -1 : 1;
  const towardsEnd = countedFrom === 'START' ? 1 : -1;
  return [
    ...before.map(
      (fingerprint, index) =>
        ({ fingerprint, distance: index + 1, away: towardsStart, gap: 0 }) as const,
    ),
    ...after.map(
      (fingerprint, index) =>
        ({ fingerprint, distance: index + 1, away: towardsEnd, gap: towardsStart }) as const,
    ),
  ];
}

/** The rows that show whether a cursor's row still stands at its place. */
export function rowsToVerify({ payload, position }: Place): RowRange {
  const searchRadius =
    payload.fingerprint === NO_ID
      ? neighboursOf(payload).map(({ distance, away }) => distance * away)
      : [];
  const first = position + Math.min(0, ...searchRadius);
  return rangeOf(Math.max(0, first), position + Math.max(0, ...searchRadius) + 1);
}

function nearestWith(fingerprint: number, { position }: Place, rows: Rows): number | undefined {
  if (fingerprint === NO_ID) return undefined;
  let nearest: number | undefined;
  for (const at of rows.positions) {
    const isNearer =
      nearest === undefined || Math.abs(at - position) < Math.abs(nearest - position);
    if (isNearer && hasFingerprint(rows, at, fingerprint)) nearest = at;
  }
  return nearest;
}

/** The rows in which to look for a cursor's row, up to `searchRadius` rows away, and to see that it is gone. */
export function around({ position }: Place, searchRadius: number): RowRange {
  return rangeOf(
    Math.max(0, position - searchRadius - SURE_ROWS),
    position + searchRadius + SURE_ROWS + 1,
  );
}

/** Whether no row of the list is missing from what was read. */
export function isWholeList({ totalCount, positions, wasRead }: Rows): boolean {
  if (totalCount !== null) return positions.length >= totalCount;
  return wasRead(positions.length) && positions.every((position) => position < positions.length);
}

function hasFingerprint(rows: Rows, position: number, fingerprint: number): boolean {
  return rows.fingerprintAt(position) === fingerprint;
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
