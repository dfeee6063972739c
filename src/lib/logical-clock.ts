/** A logical clock (Lamport): it orders the events of one process, however close they are. */
export interface LogicalClock {
  /** The count of the latest event. */
  latest(): number;
  /** Counts one event: later events have greater counts. */
  tick(): number;
}

export function createLogicalClock(): LogicalClock {
  let count = 0;
  return {
    latest: () => count,
    tick() {
      count += 1;
      return count;
    },
  };
}

/** The counts at which some work began, and at which its result was complete. */
export interface LogicalSpan {
  readonly startedAt: number;
  readonly completedAt: number;
}

/**
 * Whether a result is no older than the results that were complete at these counts. For each of
 * them, it is that result itself, or the work on it began later.
 */
export function isNoOlder(
  { startedAt, completedAt }: LogicalSpan,
  than: readonly number[],
): boolean {
  return than.every((count) => completedAt === count || startedAt > count);
}
