import type { SnapshotId } from '../model/snapshot-id.ts';
import type { TokenRow } from '../model/token-source.ts';
import { fingerprintsOf } from './cursor.ts';
import type { RowRange } from './plan.ts';

/** The rows of a list that were read as of one moment, by positions counted from one of its ends. */
export interface ListSnapshot {
  readonly id: SnapshotId;
  /** The length of the list, or null where Cloudflare did not give one. */
  readonly totalCount: number | null;
  /** The positions of the rows that were read, in no order. */
  readonly positions: readonly number[];
  rowAt(position: number): TokenRow | undefined;
  fingerprintAt(position: number): number | undefined;
  /** Whether a page with this position was read. If it was, and has no row there, the list has ended. */
  wasRead(position: number): boolean;
}

/** The snapshot of a list of which these are all rows. */
export function snapshotOfAll(rows: readonly TokenRow[], id: SnapshotId): ListSnapshot {
  const rowAt = (position: number) => rows[position];
  return {
    id,
    totalCount: rows.length,
    positions: [...rows.keys()],
    rowAt,
    fingerprintAt: fingerprintsOf(rowAt),
    wasRead: (position) => position >= 0,
  };
}

/** Whether every row of the list was read. */
export function isWholeList({ totalCount, positions, wasRead }: ListSnapshot): boolean {
  if (totalCount !== null) return positions.length >= totalCount;
  return wasRead(positions.length) && positions.every((position) => position < positions.length);
}

/** Whether every row of a range was read. Past the end of the list there are no rows to read. */
export function wereRead(snapshot: ListSnapshot, { start, end }: RowRange): boolean {
  const { totalCount } = snapshot;
  const last = totalCount === null ? end : Math.min(end, totalCount);
  for (let position = start; position < last; position++) {
    if (!snapshot.wasRead(position)) return false;
    if (snapshot.rowAt(position) === undefined) return true;
  }
  return true;
}
