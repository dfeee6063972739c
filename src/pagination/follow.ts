import { type CursorPayload, MAX_NEIGHBOURS, NO_ID } from './cursor.ts';
import { type RowRange, rowRange } from './plan.ts';
import { isWholeList, type ListSnapshot, wereRead } from './snapshot.ts';
import type { CursorArgument, KnownRow, ResolvedPosition } from './window.ts';

/**
 * A cursor's row counts as deleted only if it is absent from this many rows beside a surviving
 * neighbour. If more tokens than these were created at that position between two requests, a row
 * could be repeated.
 */
const MIN_ABSENT_ROWS = 20;

/** So many deletions between two requests are likely: they hide as many creations from the total. */
const LIKELY_DELETIONS = 4;

/** A cursor, and what was read to follow it. */
export interface CursorLookup {
  readonly argument: CursorArgument;
  readonly cursor: ResolvedPosition;
  readonly snapshot: ListSnapshot;
  /** Whether the rows around the old position were read: `rowsToSearch`, or the whole list. */
  readonly isSearched: boolean;
}

/**
 * Finds where a cursor's row is now: at its old position, or at the nearest
 * position with its fingerprint, or gone, in the gap between its neighbours.
 * If the row has moved away from neighbours that still stand together, the gap
 * between them counts. Null if more rows must be read first.
 */
export function followCursor(lookup: CursorLookup): ResolvedPosition | null {
  const { cursor, snapshot, isSearched } = lookup;
  const { payload, confirmedBy } = cursor;
  const { fingerprint } = payload;
  if (fingerprint === NO_ID) return followNeighbours(cursor, snapshot);
  if (
    confirmedBy !== null &&
    hasFingerprint(snapshot, confirmedBy.position, confirmedBy.fingerprint)
  ) {
    return cursor;
  }
  const position = nearestWith(fingerprint, cursor, snapshot);
  if (position === undefined) return gapOfDeleted(lookup);
  const rowHere = { position, fingerprint };
  const found = { payload, position, isGap: false, confirmedBy: rowHere, shown: payload.shown };
  if (position === cursor.position && !isLeftBehind(lookup)) return found;
  const verdict = verdictOfNeighbours(lookup, position);
  if (verdict === 'STAYS') return found;
  return verdict ?? (isSearched ? (gapOfRemaining(lookup, position) ?? found) : null);
}

/**
 * Whether another row stands behind the cursor's row now, although the position has not changed: the
 * row may have come back to it from another one. This costs no read where nothing has changed.
 */
function isLeftBehind({ argument, cursor, snapshot }: CursorLookup): boolean {
  const { step, behind } = walkOrder(argument, cursor.payload);
  const now = snapshot.fingerprintAt(cursor.position - step);
  const [then = NO_ID] = behind;
  return now !== undefined && then !== NO_ID && now !== then;
}

/**
 * Judges a row that is not where it was. `STAYS`: it stands among its neighbours, and rows before
 * it were created or deleted. A gap: its neighbours stand together without it, so the walk goes on
 * beside them. Null: the rows that were read do not show either.
 *
 * Rows may stand between the neighbours and the row. Either they were created there, or the row has
 * moved over them, and often nothing shows which. Example: a cursor remembers C, and A and B before
 * it. Then the list is A B x y C. Perhaps it was A B C, and x and y are new; or it was A B C x y,
 * and C has moved. The first pages of both are alike, so both give the same cursor. So the walk
 * returns x and y, and leaves C out when it comes to it. That is right in both cases. Only if the
 * list has grown by x and y, and the row after C still follows it, they count as new.
 */
function verdictOfNeighbours(
  { argument, cursor, snapshot, isSearched }: CursorLookup,
  position: number,
): ResolvedPosition | 'STAYS' | null {
  const { payload } = cursor;
  const { step, behind, ahead } = walkOrder(argument, payload);
  const [nearBehind = NO_ID, farBehind = NO_ID] = behind;
  const [nearAhead = NO_ID, farAhead = NO_ID] = ahead;
  const stands = (fingerprint: number, at: number) =>
    fingerprint !== NO_ID && hasFingerprint(snapshot, at, fingerprint);
  if (stands(nearBehind, position - step)) return 'STAYS';
  // They have changed places. Whichever of them has moved, the walk has passed both.
  if (stands(nearBehind, position + step)) {
    return gapBeside(payload, position + step, nearBehind);
  }

  const last = nearestWith(nearBehind, cursor, snapshot);
  const next = nearestWith(nearAhead, cursor, snapshot);
  const far = nearestWith(farBehind, cursor, snapshot);
  if (
    last !== undefined &&
    (stands(nearAhead, last + step) ||
      isOutside(position * step, far, last, step) ||
      isBetween(last, position, next ?? position, step))
  ) {
    const gap = gapBeside(payload, last, nearBehind);
    const isFollowed = next === position + step;
    const between = (position - last) * step - 1;
    // An earlier position skips no row.
    if (between < 0) return isFollowed ? 'STAYS' : gap;
    const areFew = between <= knownCreations(payload, snapshot);
    if (areFew && isFollowed) return 'STAYS';
    const isUnknown = nearAhead !== NO_ID && next === undefined && !isSearched;
    return areFew && isUnknown ? null : { ...gap, shown: payload.fingerprint };
  }
  if (next === undefined) return null;
  const between = (next - position) * step - 1;
  const areTogether = stands(farAhead, next + step);
  // Of the first row of a list, nothing else shows that it has moved over the row after it.
  if (!areTogether && (behind.length > 0 || between >= 0)) return null;
  const gap = gapBeside(payload, next, nearAhead);
  if (between < 0) return { ...gap, shown: payload.fingerprint };
  return between <= likelyCreations(payload, snapshot) ? 'STAYS' : gap;
}

/**
 * No two neighbours show where a row stood, because the others are deleted. Null: the row stands
 * where those that remain allow it. Else the row has moved, or the one that remains has, and nothing
 * shows which. Then the earlier place in the walk counts: it skips no row, but may repeat some.
 */
function gapOfRemaining(
  { argument, cursor, snapshot }: CursorLookup,
  position: number,
): ResolvedPosition | null {
  const { payload } = cursor;
  const { step, behind, ahead } = walkOrder(argument, payload);
  const isBeside = (fingerprints: readonly number[], at: number) =>
    fingerprints.some((each) => each !== NO_ID && hasFingerprint(snapshot, at, each));
  if (isBeside(behind, position - step) || isBeside(ahead, position + step)) return null;

  const distanceOf = (row: KnownRow) => (position - row.position) * step;
  const rowsPassed = (fingerprints: readonly number[]) =>
    fingerprints
      .flatMap((fingerprint) => {
        const at = nearestWith(fingerprint, cursor, snapshot);
        return at === undefined ? [] : [{ position: at, fingerprint }];
      })
      .filter((row) => distanceOf(row) > 0)
      .sort((one, other) => distanceOf(one) - distanceOf(other));
  const remaining = rowsPassed(behind)[0] ?? rowsPassed(ahead).at(-1);
  if (remaining === undefined) return null;
  const gap = gapBeside(payload, remaining.position, remaining.fingerprint);
  return { ...gap, shown: payload.fingerprint };
}

/**
 * Whether the two rows behind a row are still in order, and it is not between them. Then it is not
 * one of them that has moved over the row, even if rows were created between them. `at`, in the order of
 * the walk.
 */
function isOutside(at: number, far: number | undefined, near: number, step: number): boolean {
  if (far === undefined) return false;
  const [from, to] = [far * step, near * step];
  return from < to && (at < from || at > to);
}

/**
 * Whether the row behind a row stands after it now, but before the row ahead. Then it has passed the
 * row, or the row has passed it, and no row that the walk has not reached is between the two.
 */
function isBetween(at: number, start: number, end: number, step: number): boolean {
  return (at - start) * step > 0 && (end - at) * step > 0;
}

/**
 * So many rows before a row are new if the row after it still follows it. A cursor can leave out
 * only one row: if it does so already, or the growth is not known, a few rows count as new.
 */
function knownCreations(payload: CursorPayload, snapshot: ListSnapshot): number {
  const growth = growthSince(payload, snapshot);
  return (growth ?? 0) + (growth === null || payload.shown !== null ? LIKELY_DELETIONS : 0);
}

/** So many rows may be new, although the list has not grown by as many. In doubt it is few. */
function likelyCreations(payload: CursorPayload, snapshot: ListSnapshot): number {
  const growth = growthSince(payload, snapshot);
  return growth === null ? MIN_ABSENT_ROWS : Math.max(0, growth) + LIKELY_DELETIONS;
}

/** By how many rows the list has grown since the cursor was given; null if that is not known. */
function growthSince({ total }: CursorPayload, { totalCount }: ListSnapshot): number | null {
  return total === null || totalCount === null ? null : totalCount - total;
}

interface WalkOrder {
  /** The direction of the walk, in positions as they are counted. */
  readonly step: 1 | -1;
  /** The neighbours that the walk has passed, nearest first. */
  readonly behind: readonly number[];
  /** The neighbours that it comes to next, nearest first. */
  readonly ahead: readonly number[];
}

/** `after` continues a walk towards the end of the list, `before` one towards its start. */
function walkOrder(argument: CursorArgument, payload: CursorPayload): WalkOrder {
  const { countedFrom, before, after } = payload;
  const isForward = argument === 'after';
  return {
    step: (countedFrom === 'START') === isForward ? 1 : -1,
    behind: isForward ? before : after,
    ahead: isForward ? after : before,
  };
}

/** The gap between a neighbour and the row that was beside it. */
function gapBeside(
  payload: CursorPayload,
  position: number,
  fingerprint: number,
): ResolvedPosition {
  const isBefore = payload.before.includes(fingerprint);
  const towardsStart = payload.countedFrom === 'START' ? -1 : 1;
  return {
    payload,
    position: isBefore ? position : position + towardsStart,
    isGap: true,
    confirmedBy: { position, fingerprint },
    shown: payload.shown,
  };
}

/** The row is not among those that were read. Null if it may be among others. */
function gapOfDeleted({ cursor, snapshot, isSearched }: CursorLookup): ResolvedPosition | null {
  const { payload } = cursor;
  const neighbours = neighboursOf(payload);
  const left = neighbours.flatMap(({ fingerprint, step }) => {
    const position = nearestWith(fingerprint, cursor, snapshot);
    return position === undefined ? [] : [{ fingerprint, step, position }];
  });
  // A neighbour that moved stands alone. Until the others were looked for, it proves nothing.
  const alone = isSearched || neighbours.length === 1 ? left[0] : undefined;
  const neighbour = left.find((each) => standsWithOther(payload, each, snapshot)) ?? alone;
  if (neighbour === undefined) return null;
  const { position, fingerprint, step } = neighbour;
  const isFar = (growthSince(payload, snapshot) ?? 0) >= MIN_ABSENT_ROWS;
  const beside = rowsBeside(position, step);
  const isDeleted =
    (isSearched || !isFar) && wereRead(snapshot, beside) && !isPastTotal(beside, snapshot);
  return isDeleted ? gapBeside(payload, position, fingerprint) : null;
}

/**
 * Whether only the total says that the list ends before the end of a range, although all that it
 * counts was read. If it is too low, the cursor's row may stand right after it.
 */
function isPastTotal({ end }: RowRange, snapshot: ListSnapshot): boolean {
  const { totalCount, wasRead } = snapshot;
  return totalCount !== null && end > totalCount && !wasRead(totalCount) && isWholeList(snapshot);
}

/** Whether a neighbour stands beside the one that it would stand beside if only the cursor's row were deleted. */
function standsWithOther(
  { countedFrom, before, after }: CursorPayload,
  { position, fingerprint }: KnownRow,
  snapshot: ListSnapshot,
): boolean {
  const towardsEnd = countedFrom === 'START' ? 1 : -1;
  const inOrder = [...before.toReversed(), ...after];
  const index = inOrder.indexOf(fingerprint);
  return [-1, 1].some((step) => {
    const { [index + step]: other = NO_ID } = inOrder;
    return other !== NO_ID && hasFingerprint(snapshot, position + step * towardsEnd, other);
  });
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
  for (const { fingerprint, distance, step } of neighbours) {
    const neighbour = nearestWith(fingerprint, cursor, snapshot);
    if (neighbour === undefined) continue;
    for (let steps = 1; steps <= distance; steps++) {
      const position = neighbour - steps * step;
      if (hasFingerprint(snapshot, position, NO_ID)) {
        return { payload, position, isGap: false, confirmedBy: null, shown: payload.shown };
      }
    }
    return { ...gapBeside(payload, neighbour, fingerprint), confirmedBy: null };
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
}

/**
 * The neighbours that give the position of a cursor whose row is gone. The rows before it come
 * first: if two gaps are possible, the earlier one skips no row. The rows after it count only if
 * there are fewer than two before it, so that a cursor expires with its row and two neighbours.
 */
function neighboursOf({ countedFrom, before, after }: CursorPayload): readonly Neighbour[] {
  const towardsStart = countedFrom === 'START' ? -1 : 1;
  const towardsEnd = countedFrom === 'START' ? 1 : -1;
  const isComplete = before.length === MAX_NEIGHBOURS;
  return [
    ...before.map((each, index) => neighbour(each, index, towardsStart)),
    ...(isComplete ? [] : after).map((each, index) => neighbour(each, index, towardsEnd)),
  ];
}

function neighbour(fingerprint: number, index: number, step: Neighbour['step']): Neighbour {
  return { fingerprint, distance: index + 1, step };
}

/** The rows that show whether a cursor's row is still at its position. */
export function rowsToVerify({ payload, position, confirmedBy }: ResolvedPosition): RowRange {
  const offsets =
    payload.fingerprint === NO_ID
      ? neighboursOf(payload).map(({ distance, step }) => distance * step)
      : [(confirmedBy?.position ?? position) - position];
  const first = position + Math.min(0, ...offsets);
  return rowRange(Math.max(0, first), position + Math.max(0, ...offsets) + 1);
}

/**
 * The rows that show where a cursor's row moved, up to `searchRadius` rows away, or that it is
 * deleted. `growth`: the row is also searched where it is if the list has grown before it.
 */
export function rowsToSearch(
  { position }: ResolvedPosition,
  searchRadius: number,
  growth: number,
): readonly RowRange[] {
  const distance = searchRadius + MIN_ABSENT_ROWS;
  return [position, position + growth].map((centre) =>
    rowRange(Math.max(0, centre - distance), centre + distance + 1),
  );
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
