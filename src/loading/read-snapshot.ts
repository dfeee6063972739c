import { Failure } from '../model/failure.ts';
import type { SnapshotId } from '../model/snapshot-id.ts';
import type { TokenList } from '../model/token-list.ts';
import type { Caller, PageRequest, TokenRow, TokenSource } from '../model/token-source.ts';
import { fingerprintsOf } from '../pagination/cursor.ts';
import {
  MAX_PER_PAGE,
  NO_HINTS,
  type PlanHints,
  planPages,
  planPagesWithin,
  type RowRange,
  type WantedRows,
} from '../pagination/plan.ts';
import type { ListSnapshot } from '../pagination/snapshot.ts';
import {
  assessPages,
  contentOf,
  type PositionedPage,
  positionPages,
  rowsSeen,
} from './assess-pages.ts';
import { readWholeList } from './read-whole-list.ts';

/** If a list changes during each of this many reads, the gateway gives up. */
const MAX_SNAPSHOT_READS = 3;

/** If only the total is needed, the smallest page is enough. */
const TOTAL_ONLY: RowRange = { start: 0, end: 1 };

/** The first page of a list whose length is not known: nearly every list ends there. */
const LARGEST_FIRST_PAGE: PageRequest = { page: 1, perPage: MAX_PER_PAGE };

export interface LoadedSnapshot extends ListSnapshot {
  /** Whether the pages were read for an earlier request. The list may have changed since. */
  readonly fromCache: boolean;
}

/**
 * Reads the rows of all ranges as one snapshot of the list, with the fewest pages. If the pages
 * show that the list changed meanwhile, they are read again, never by a read that has begun
 * already. If they contradict their total or each other although the list stands still, the whole
 * list is read. `readAhead`: the following rows will be read next.
 */
export async function readSnapshot(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  wanted: WantedRows,
  readAhead = false,
): Promise<LoadedSnapshot> {
  let reader = caller;
  let previous = '';
  for (let read = 1; read <= MAX_SNAPSHOT_READS; read++) {
    const result = await readOnce(source, reader, list, wanted, readAhead);
    if ('snapshot' in result) return result.snapshot;
    const text = contentOf(result.pages);
    if (result.isOdd || text === previous) {
      return readWholeSnapshot(source, reader, list, rowsSeen(result.pages));
    }
    previous = text;
    reader = { ...caller, isFresh: true, noOlderThan: [result.completedAt] };
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}

type ReadResult =
  | { readonly snapshot: LoadedSnapshot }
  | {
      readonly pages: readonly PositionedPage[];
      /** The pages do not fit together, and no change of the list explains it. */
      readonly isOdd: boolean;
      readonly completedAt: number;
    };

/** Reads pages until all rows are known, and where the list ends if it ends among them. */
async function readOnce(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  wanted: WantedRows,
  readAhead: boolean,
): Promise<ReadResult> {
  // A read that bypasses the cache cannot reuse pages, and does not read ahead.
  const lastRead = caller.isFresh ? null : source.lastPages(caller, list);
  const hints = lastRead === null ? NO_HINTS : { lastRead, readAhead };
  let requests = firstPages(wanted, hints, source.lastLength(caller, list));
  let reader = caller;
  let pages: readonly PositionedPage[] = [];
  let fromCache = false;
  for (;;) {
    const read = await source.listTokens(reader, list, requests);
    const { completedAt } = read;
    pages = [...pages, ...positionPages(requests, read.pages)];
    fromCache ||= read.fromCache;
    const found = assessPages(pages);
    if (found.kind === 'CHANGED' || found.kind === 'ODD') {
      return { pages, isOdd: found.kind === 'ODD', completedAt };
    }
    // The next pages are read after these. If these are cached, the next ones may be, too.
    reader = { ...caller, isFresh: caller.isFresh || !read.fromCache, noOlderThan: [completedAt] };
    if (found.kind === 'OPEN') {
      requests = [found.next];
      continue;
    }
    const { totalCount, rows } = found;
    const length = totalCount ?? Infinity;
    requests = planPagesWithin(wanted.ranges, length, pages, pastEnd(wanted, length));
    if (requests.length === 0) {
      const id = { instance: source.instance, completedAt };
      return { snapshot: snapshotOf(id, pages, rows, totalCount, fromCache) };
    }
    if (!fromCache) continue;
    // The cached pages do not hold everything: all pages are read again, as one snapshot.
    requests = planPagesWithin(wanted.ranges, length, [], pastEnd(wanted, length));
    reader = { ...caller, isFresh: true };
    pages = [];
    fromCache = false;
  }
}

/** The first pages to read. `length`: of the list when it was last read, or null if not known. */
function firstPages(
  wanted: WantedRows,
  hints: PlanHints,
  length: number | null,
): readonly PageRequest[] {
  const planned = planPages(wanted.ranges, hints, wanted.optional);
  if (planned.length === 0) return planPages([TOTAL_ONLY], hints);
  if (planned.length === 1) return planned;
  const startsAtFirst = wanted.ranges.some(({ start, end }) => start === 0 && end > 0);
  if (startsAtFirst && (length ?? 0) <= MAX_PER_PAGE) return [LARGEST_FIRST_PAGE];
  const known = length ?? Infinity;
  const within = planPagesWithin(wanted.ranges, known, [], pastEnd(wanted, known));
  // All rows are past the end, as far as is known. One of them shows whether that is true.
  const [{ start } = TOTAL_ONLY] = wanted.ranges;
  if (within.length === 0) return planPages([{ start, end: start + 1 }]);
  return within.length < planned.length ? within : planned;
}

/**
 * The position where a list has no row, if its total is right. Where a page can show that, it costs
 * neither a call nor a row.
 */
function pastEnd({ ranges }: WantedRows, length: number): readonly RowRange[] {
  const isAtEnd = ranges.some(({ start, end }) => start < length && length <= end);
  return isAtEnd && length < Infinity ? [{ start: length, end: length + 1 }] : [];
}

function snapshotOf(
  id: SnapshotId,
  pages: readonly RowRange[],
  rows: ReadonlyMap<number, TokenRow>,
  totalCount: number | null,
  fromCache: boolean,
): LoadedSnapshot {
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

/** Reads the whole list, whatever its total says. `seen`: how many rows it has at least. */
export async function readWholeSnapshot(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  seen: number,
): Promise<LoadedSnapshot> {
  const { rows, fromCache, completedAt } = await readWholeList(source, caller, list, seen);
  const everything = [{ start: 0, end: Infinity }];
  const byPosition = new Map(rows.entries());
  const id = { instance: source.instance, completedAt };
  return snapshotOf(id, everything, byPosition, rows.length, fromCache);
}
