import { type CursorPayload, NO_ID } from './cursor.ts';
import { type RowRange, rowRange } from './plan.ts';
import { type ListSnapshot, wereRead } from './snapshot.ts';
import type { ResolvedPosition } from './window.ts';

/**
 * A cursor's row counts as deleted only if it is absent from this many rows beside a surviving
 * neighbour. If more tokens than these were created at that position between two requests, a row
 * would be repeated.
 */
const MIN_ABSENT_ROWS = 20;

/**
 * Finds where a cursor's row is now: at its old position, or at the nearest
 * position with its fingerprint, or deleted, in the gap beside one of the
 * neighbours that the cursor remembers. Null if more rows must be read first.
 */
export function followCursor(
  cursor: ResolvedPosition,
  snapshot: ListSnapshot,
  isWhole: boolean,
): ResolvedPosition | null {
  const { payload } = cursor;
  const { fingerprint } = payload;
  if (fingerprint === NO_ID) return followNeighbours(cursor, snapshot);
  // A gap has the position of its neighbour. If the row itself is there, it is no gap.
  if (hasFingerprint(snapshot, cursor.position, fingerprint)) return { ...cursor, isGap: false };

  const position = nearestWith(fingerprint, cursor, snapshot);
  if (position !== undefined) return { payload, position, isGap: false };
  for (const { fingerprint: ofNeighbour, step, gapOffset } of neighboursOf(payload)) {
    const neighbour = nearestWith(ofNeighbour, cursor, snapshot);
    if (neighbour === undefined) continue;
    const isDeleted = isWhole || wereRead(snapshot, rowsBeside(neighbour, step));
    return isDeleted ? { payload, position: neighbour + gapOffset, isGap: true } : null;
  }
  return null;
}

/**
 * A row whose id cannot be read is found by its neighbours alone. If the ids of
 * all of them cannot be read either, it is found by its position.
 */
function followNeighbours(
  cursor: ResolvedPosition,
  snapshot: ListSnapshot,
): ResolvedPosition | null {
  const { payload } = cursor;
  const neighbours = neighboursOf(payload);
  for (const { fingerprint, distance, step, gapOffset } of neighbours) {
    const neighbour = nearestWith(fingerprint, cursor, snapshot);
    if (neighbour === undefined) continue;
    for (let steps = 1; steps <= distance; steps++) {
      const position = neighbour - steps * step;
      if (hasFingerprint(snapshot, position, NO_ID)) return { payload, position, isGap: false };
    }
    return { payload, position: neighbour + gapOffset, isGap: true };
  }
  const hasNoIds = neighbours.every(({ fingerprint }) => fingerprint === NO_ID);
  return hasNoIds && hasFingerprint(snapshot, cursor.position, NO_ID)
    ? { ...cursor, isGap: false }
    : null;
}

interface Neighbour {
  readonly fingerprint: number;
  /** 1 for the row next to the cursor's row, 2 for the next one. */
  readonly distance: number;
  /** The direction from the cursor's row to it, in positions as they are counted. */
  readonly step: 1 | -1;
  /** From it to the row that marks the gap, which is the row before the gap in list order. */
  readonly gapOffset: number;
}

/** The rows before it come first: if two gaps are possible, the earlier one skips no row. */
function neighboursOf({ countedFrom, before, after }: CursorPayload): readonly Neighbour[] {
  const towardsStart = countedFrom === 'START' ? -1 : 1;
  const towardsEnd = countedFrom === 'START' ? 1 : -1;
  return [
    ...before.map(
      (fingerprint, index) =>
        ({ fingerprint, distance: index + 1, step: towardsStart, gapOffset: 0 }) as const,
    ),
    ...after.map(
      (fingerprint, index) =>
        ({ fingerprint, distance: index + 1, step: towardsEnd, gapOffset: towardsStart }) as const,
    ),
  ];
}

/** The rows that show whether a cursor's row is still at its position. */
export function rowsToVerify({ payload, position }: ResolvedPosition): RowRange {
  const offsets =
    payload.fingerprint === NO_ID
      ? neighboursOf(payload).map(({ distance, step }) => distance * step)
      : [];
  const first = position + Math.min(0, ...offsets);
  return rowRange(Math.max(0, first), position + Math.max(0, ...offsets) + 1);
}

/** The rows that show where a cursor's row moved, up to `searchRadius` rows away, or that it is deleted. */
export function rowsToSearch({ position }: ResolvedPosition, searchRadius: number): RowRange {
  const distance = searchRadius + MIN_ABSENT_ROWS;
  return rowRange(Math.max(0, position - distance), position + distance + 1);
}

function nearestWith(
  fingerprint: number,
  { position: from }: ResolvedPosition,
  snapshot: ListSnapshot,
): number | undefined {
  if (fingerprint === NO_ID) return undefined;
  let nearest: number | undefined;
  for (const position of snapshot.positions) {
    const isNearer = nearest === undefined || Math.abs(position - from) < Math.abs(nearest - from);
    if (isNearer && hasFingerprint(snapshot, position, fingerprint)) nearest = position;
  }
  return nearest;
}

function hasFingerprint(snapshot: ListSnapshot, position: number, fingerprint: number): boolean {
  return snapshot.fingerprintAt(position) === fingerprint;
}

/** The rows beside a neighbour that would hold the cursor's row, if it were not deleted. */
function rowsBeside(neighbour: number, step: Neighbour['step']): RowRange {
  return step === -1
    ? rowRange(neighbour + 1, neighbour + 1 + MIN_ABSENT_ROWS)
    : rowRange(Math.max(0, neighbour - MIN_ABSENT_ROWS), neighbour);
}
