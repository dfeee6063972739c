import { Failure } from '../model/failure.ts';
import type { SnapshotId } from '../model/snapshot-id.ts';
import type { TokenList } from '../model/token-list.ts';
import type { Caller, TokenPage, TokenRow, TokenSource } from '../model/token-source.ts';
import { fingerprintsOf } from '../pagination/cursor.ts';
import { NO_HINTS, pageRange, planPages, type RowRange } from '../pagination/plan.ts';
import type { ListSnapshot } from '../pagination/snapshot.ts';

/** If a list changes during each of this many reads, the gateway gives up. */
const MAX_SNAPSHOT_READS = 3;

/** If only the total is needed, the smallest page is enough. */
const TOTAL_ONLY: RowRange = { start: 0, end: 1 };

export interface LoadedSnapshot extends ListSnapshot {
  /** Whether the pages were read for an earlier request. The list may have changed since. */
  readonly fromCache: boolean;
}

/**
 * Reads the rows of all ranges as one snapshot of the list, with the fewest
 * pages, in parallel. If the pages show that the list changed meanwhile, they
 * are read again, never by a read that has begun already. `readAhead`: the
 * following rows will be read next.
 */
export async function readSnapshot(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  ranges: readonly RowRange[],
  readAhead = false,
): Promise<LoadedSnapshot> {
  let { isFresh, noOlderThan } = caller;
  for (let read = 1; read <= MAX_SNAPSHOT_READS; read++) {
    const reader = { ...caller, isFresh, noOlderThan };
    const { snapshot, completedAt } = await readOnce(source, reader, list, ranges, readAhead);
    if (snapshot !== null) return snapshot;
    isFresh = true;
    noOlderThan = [completedAt];
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}

/** The snapshot is null if the pages do not fit together. */
async function readOnce(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  ranges: readonly RowRange[],
  readAhead: boolean,
): Promise<{ readonly snapshot: LoadedSnapshot | null; readonly completedAt: number }> {
  // A read that bypasses the cache cannot reuse pages, and does not read ahead.
  const lastRead = caller.isFresh ? null : source.lastPages(caller, list);
  const hints = lastRead === null ? NO_HINTS : { lastRead, readAhead };
  const planned = planPages(ranges, hints);
  const requests = planned.length > 0 ? planned : planPages([TOTAL_ONLY], hints);
  const { pages, fromCache, completedAt } = await source.listTokens(caller, list, requests);
  const positioned = requests.map((request, index) => {
    const { start, end } = pageRange(request);
    return { start, end, page: pages[index] ?? EMPTY_PAGE };
  });
  const id = { instance: source.instance, completedAt };
  return { snapshot: assemble(id, positioned, fromCache), completedAt };
}

const EMPTY_PAGE: TokenPage = { rows: [], totalCount: null };

interface PositionedPage extends RowRange {
  readonly page: TokenPage;
}

function assemble(
  id: SnapshotId,
  pages: readonly PositionedPage[],
  fromCache: boolean,
): LoadedSnapshot | null {
  const totalCount = pages[0]?.page.totalCount ?? null;
  const rows = new Map<number, TokenRow>();
  const positionOfId = new Map<string, number>();
  for (const { start, page } of pages) {
    if (page.totalCount !== totalCount) return null;
    let position = start;
    for (const row of page.rows) {
      // A row at two positions moved from one page to another while they were read.
      if (row.id !== null && (positionOfId.get(row.id) ?? position) !== position) return null;
      if (row.id !== null) positionOfId.set(row.id, position);
      rows.set(position, row);
      position += 1;
    }
  }
  const rowAt = (position: number) => rows.get(position);
  return {
    id,
    fromCache,
    totalCount,
    positions: [...rows.keys()],
    rowAt,
    fingerprintAt: fingerprintsOf(rowAt),
    wasRead: (position) => pages.some(({ start, end }) => start <= position && position < end),
  };
}
