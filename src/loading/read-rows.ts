import { Failure } from '../model/failure.ts';
import type { Caller, TokenList, TokenPage, TokenRow, TokenSource } from '../model/token-source.ts';
import { fingerprintsOf } from '../pagination/cursor.ts';
import type { Rows } from '../pagination/follow.ts';
import { NO_HINTS, planPages, type RowRange, rowsOf } from '../pagination/plan.ts';

/** A list that changes faster than this many readings of it is not readable as one. */
const MAX_READINGS = 3;

/** Where nothing is wanted but the total: the smallest page tells it. */
const TOTAL_ONLY: RowRange = { start: 0, end: 1 };

export interface ReadRows extends Rows {
  /** Whether they were read before, for an earlier request: the list may have changed since. */
  readonly fromCache: boolean;
}

/**
 * Reads the rows of all ranges as one snapshot of the list: with the fewest
 * pages, side by side, and again where they show that the list changed in
 * between. `readAhead`: the rows behind them will be wanted next.
 */
export async function readRows(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  ranges: readonly RowRange[],
  readAhead = false,
): Promise<ReadRows> {
  for (let reading = 1; reading <= MAX_READINGS; reading++) {
    const isFresh = caller.isFresh || reading > 1;
    const rows = await readOnce(source, { ...caller, isFresh }, list, ranges, readAhead);
    if (rows !== null) return rows;
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}

/** Null where the pages do not fit together. */
async function readOnce(
  source: TokenSource,
  caller: Caller,
  list: TokenList,
  ranges: readonly RowRange[],
  readAhead: boolean,
): Promise<ReadRows | null> {
  // What must be fresh comes from no memory, and fills none ahead.
  const lastRead = caller.isFresh ? null : source.lastPages(caller, list);
  const hints = lastRead === null ? NO_HINTS : { lastRead, readAhead };
  const planned = planPages(ranges, hints);
  const requests = planned.length > 0 ? planned : planPages([TOTAL_ONLY], hints);
  const { pages, fromCache } = await source.listTokens(caller, list, requests);
  const placed = requests.map((request, index) => {
    const { start, end } = rowsOf(request);
    return { start, end, page: pages[index] ?? NOTHING };
  });
  return assemble(placed, fromCache);
}

const NOTHING: TokenPage = { rows: [], totalCount: null };

interface PlacedPage extends RowRange {
  readonly page: TokenPage;
}

function assemble(pages: readonly PlacedPage[], fromCache: boolean): ReadRows | null {
  const totalCount = pages[0]?.page.totalCount ?? null;
  const rows = new Map<number, TokenRow>();
  const places = new Map<string, number>();
  for (const { start, page } of pages) {
    if (page.totalCount !== totalCount) return null;
    let position = start;
    for (const row of page.rows) {
      // One row in two places: it moved from one page to another while they were read.
      if (row.id !== null && (places.get(row.id) ?? position) !== position) return null;
      if (row.id !== null) places.set(row.id, position);
      rows.set(position, row);
      position += 1;
    }
  }
  const rowAt = (position: number) => rows.get(position);
  return {
    fromCache,
    totalCount,
    positions: [...rows.keys()],
    rowAt,
    fingerprintAt: fingerprintsOf(rowAt),
    wasRead: (position) => pages.some(({ start, end }) => start <= position && position < end),
  };
}
