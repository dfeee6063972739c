import { listKey, type TokenList } from '../model/token-list.ts';
import type { RowRange } from '../pagination/plan.ts';
import { isWholeList, wereRead } from '../pagination/snapshot.ts';
import type { LoadedSnapshot } from './read-snapshot.ts';

interface WantedOfList {
  readonly list: TokenList;
  readonly ranges: readonly RowRange[];
  readonly everyRow: boolean;
  readonly doubtsTotal: boolean;
  readonly isNewRead: boolean;
}

/** What an operation has read of the lists of accounts. */
export interface SnapshotsOfOperation {
  /** A snapshot that holds all that is wanted of a list; null: the list must be read. */
  find(wanted: WantedOfList): LoadedSnapshot | null;
  /** Adds the snapshot as soon as it is read, and returns it. */
  add(list: TokenList, snapshot: Promise<LoadedSnapshot>): Promise<LoadedSnapshot>;
}

/**
 * An operation may come to one account at several depths, and so in several batches. Its list is read
 * again only for rows that were not read before. A user's list is asked for at the root alone, so all
 * its requests are in one batch.
 */
export function createSnapshotsOfOperation(): SnapshotsOfOperation {
  let byList: Map<string, LoadedSnapshot> | undefined;
  return {
    find(wanted) {
      const { list, doubtsTotal, isNewRead } = wanted;
      if (byList === undefined || doubtsTotal || isNewRead) return null;
      const snapshot = byList.get(listKey(list));
      return snapshot !== undefined && holds(snapshot, wanted) ? snapshot : null;
    },
    add(list, snapshot) {
      if (list.account === null) return snapshot;
      return snapshot.then((read) => {
        byList ??= new Map();
        byList.set(listKey(list), read);
        return read;
      });
    },
  };
}

function holds(snapshot: LoadedSnapshot, { ranges, everyRow }: WantedOfList): boolean {
  if (everyRow) return isWholeList(snapshot);
  return snapshot.totalCount !== null && ranges.every((range) => wereRead(snapshot, range));
}
