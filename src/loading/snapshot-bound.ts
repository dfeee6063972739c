import type { SnapshotId } from '../model/snapshot-id.ts';
import type { TokenSource } from '../model/token-source.ts';
import { COUNT_RANGE } from '../pagination/cursor.ts';

/**
 * The count that a read must follow, so that its rows are no older than a cursor's snapshot. The
 * logical clocks of two gateways cannot be compared. So with a cursor of another gateway, or of
 * this one before a restart, only a read that begins after the request arrived is new enough.
 */
export function snapshotBound(
  { instance, logicalClock }: Pick<TokenSource, 'instance' | 'logicalClock'>,
  snapshot: SnapshotId,
  arrivedAt: number,
): number {
  if (snapshot.instance !== instance) return arrivedAt;
  // A cursor holds a count modulo `COUNT_RANGE`. If it is older than that, the bound is too late,
  // which is safe.
  const latest = logicalClock.latest();
  return latest - ((latest - snapshot.completedAt) % COUNT_RANGE);
}
