import { isNoOlder } from '../lib/logical-clock.ts';
import { Failure } from '../model/failure.ts';
import type { SnapshotId } from '../model/snapshot-id.ts';
import type { TokenList } from '../model/token-list.ts';
import type { ReadOptions, TokenRow, TokenSource } from '../model/token-source.ts';
import { fingerprintsOf } from '../pagination/cursor.ts';
import { MAX_PER_PAGE, type RowRange } from '../pagination/plan.ts';
import { type ListSnapshot, snapshotOfAll } from '../pagination/snapshot.ts';
import {
  assessPages,
  contentOf,
  type PositionedPage,
  positionPages,
  rowsSeen,
} from './assess-pages.ts';
import { MAX_WHOLE_LIST, type PagePlan } from './page-plan.ts';
import { readWholeList, type WholeListHints } from './read-whole-list.ts';

/** If a list changes during each of this many reads, the gateway gives up. */
const MAX_SNAPSHOT_READS = 3;

export interface LoadedSnapshot extends ListSnapshot {
  /** Whether the pages were read for an earlier request. The list may have changed since. */
  readonly fromCache: boolean;
}

/**
 * Reads the pages of a plan as one snapshot of the list. If the pages show that the list changed
 * meanwhile, they are read again, never by a read that has begun already. If they contradict their
 * total or each other although the list stands still, the whole list is read.
 */
export async function readSnapshot(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  plan: PagePlan,
): Promise<LoadedSnapshot> {
  let reader = options;
  let previous = '';
  for (let read = 1; read <= MAX_SNAPSHOT_READS; read++) {
    const result = await readOnce(source, reader, list, plan);
    if ('snapshot' in result) return result.snapshot;
    const text = contentOf(result.pages);
    if (result.isOdd || text === previous) {
      return readWholeSnapshot(source, reader, list, {
        seen: rowsSeen(result.pages),
        doubtsTotal: false,
      });
    }
    previous = text;
    reader = { ...options, bypassCache: true, noOlderThan: [result.completedAt] };
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

/** Reads pages until nothing of the plan is left. */
async function readOnce(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  plan: PagePlan,
): Promise<ReadResult> {
  // A read that bypasses the cache cannot reuse pages, and does not read ahead.
  const lastRead = options.bypassCache ? null : source.lastPages(options, list);
  const length = source.lastLength(options, list);
  let requests = plan.first({ length, lastRead });
  const isWhole = length !== null && length <= requests.length * MAX_PER_PAGE;
  // Only the total of its page is needed, so that may be cached, and older than a cursor.
  let isProbe = plan.startsWithLength && !isWhole;
  let reader = isProbe ? { ...options, noOlderThan: [] } : options;
  let pages: readonly PositionedPage[] = [];
  let fromCache = false;
  for (;;) {
    const read = await source.listTokens(reader, list, requests);
    if (isProbe && (read.fromCache || !isNoOlder(read.read, options.noOlderThan))) {
      // The cache may have all pages as one snapshot.
      requests = pagesWithin(plan, read.pages[0]?.totalCount) ?? requests;
      reader = options;
      isProbe = false;
      continue;
    }
    isProbe = false;
    const { completedAt } = read;
    pages = [...pages, ...positionPages(requests, read.pages)];
    fromCache ||= read.fromCache;
    const found = assessPages(pages);
    if (found.kind === 'CHANGED' || found.kind === 'ODD') {
      return { pages, isOdd: found.kind === 'ODD', completedAt };
    }
    // The next pages are read after these. If these are cached, the next ones may be, too.
    const bypassCache = options.bypassCache || !read.fromCache;
    reader = { ...options, bypassCache, noOlderThan: [completedAt], continues: read.read };
    if (found.kind === 'OPEN') {
      requests = [found.next];
      continue;
    }
    const { totalCount, rows } = found;
    const rest = plan.rest(totalCount, pages);
    if (rest === null) return { pages, isOdd: true, completedAt };
    if (rest.length === 0) {
      const id = { instance: source.instance, completedAt };
      return { snapshot: snapshotOf(id, pages, rows, totalCount, fromCache) };
    }
    requests = rest;
    if (!fromCache) continue;
    // The cached pages do not hold everything: all pages are read again, as one snapshot.
    requests = plan.rest(totalCount, []) ?? rest;
    reader = { ...options, bypassCache: true };
    pages = [];
    fromCache = false;
  }
}

/** The pages of a list of this length. Null if the length does not say which to read. */
function pagesWithin(plan: PagePlan, length: number | null | undefined) {
  return length && length <= MAX_WHOLE_LIST ? plan.rest(length, []) : null;
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

/** Reads the whole list, and does not trust its total. `seen`: how many rows it has at least. */
export async function readWholeSnapshot(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  hints: WholeListHints,
): Promise<LoadedSnapshot> {
  const { rows, fromCache, completedAt } = await readWholeList(source, options, list, hints);
  return { ...snapshotOfAll(rows, { instance: source.instance, completedAt }), fromCache };
}
