import type { PageRequest, TokenPage, TokenRow } from '../model/token-source.ts';
import { MIN_PER_PAGE, pageRange, type RowRange } from '../pagination/plan.ts';

/** A page, and the positions of the rows that were requested with it. */
export interface PositionedPage extends RowRange {
  readonly request: PageRequest;
  readonly page: TokenPage;
}

export function positionPages(
  requests: readonly PageRequest[],
  pages: readonly TokenPage[],
): readonly PositionedPage[] {
  return requests.flatMap((request, index) => {
    const page = pages[index];
    return page === undefined ? [] : [{ request, page, ...pageRange(request) }];
  });
}

/** What pages that were read together say about their list. */
export type Assessment =
  /** Every row has its position. `totalCount`: the length of the list, or null if it is not known. */
  | {
      readonly kind: 'FITS';
      readonly totalCount: number | null;
      readonly rows: ReadonlyMap<number, TokenRow>;
    }
  /** A page is shorter than its total allows. The next page shows whether the list ends there. */
  | { readonly kind: 'OPEN'; readonly next: PageRequest }
  /** The pages show different lists: it changed between two of them. */
  | { readonly kind: 'CHANGED' }
  /** The rows are not where page numbers and total put them, and no change explains it. */
  | { readonly kind: 'ODD' };

/** It is enough to learn the total. */
const SMALLEST_PAGE: PageRequest = { page: 1, perPage: MIN_PER_PAGE };

const CHANGED: Assessment = { kind: 'CHANGED' };
const ODD: Assessment = { kind: 'ODD' };

export function assessPages(pages: readonly PositionedPage[]): Assessment {
  const totals = new Set(
    pages.map(({ page }) => page.totalCount).filter((total) => total !== null),
  );
  if (totals.size > 1) return CHANGED;
  const [total = null] = totals;

  const inOrder = pages.toSorted((one, other) => one.start - other.start);
  const rows = new Map<number, TokenRow>();
  const positionOfId = new Map<string, number>();
  let last = -1;
  for (const positionedPage of inOrder) {
    const { start, page } = positionedPage;
    if (repeats(page, positionOfId, start)) return ODD;
    if (isBeyondEnd(positionedPage)) continue;
    let position = start;
    for (const row of page.rows) {
      // A row at two positions moved from one page to another while they were read, and so did two
      // rows at one position.
      if (row.id !== null && (positionOfId.get(row.id) ?? position) !== position) return CHANGED;
      if ((rows.get(position) ?? row).id !== row.id) return CHANGED;
      if (row.id !== null) positionOfId.set(row.id, position);
      rows.set(position, row);
      last = Math.max(last, position);
      position += 1;
    }
  }
  if (total !== null && last >= total) return ODD;
  if (inOrder.some((page) => isMisplaced(page, total))) return ODD;
  if (total === null && inOrder.every(isBeyondEnd)) return { kind: 'OPEN', next: SMALLEST_PAGE };

  // Without a total, a refused page is short, too: no rows may follow it.
  const short = inOrder.find((page) => rowCount(page) < expected(page, total));
  if (short === undefined) return { kind: 'FITS', totalCount: total, rows };
  const end = short.start + rowCount(short);
  if (last >= end) return ODD;
  // Behind rows that were not read, an empty page does not show where the list ends.
  const isEndSeen = end === 0 || rows.has(end - 1);
  if (!isEndSeen && total !== null) return ODD;
  const next = nextToRead(short, inOrder, total);
  if (next !== null) return { kind: 'OPEN', next };
  return { kind: 'FITS', totalCount: isEndSeen ? end : null, rows };
}

/**
 * The page to read before a short page counts as the end of the list: the page after it, and if
 * that one is empty although its total allows more rows, one page more. Null if they were read.
 */
function nextToRead(
  short: PositionedPage,
  pages: readonly PositionedPage[],
  total: number | null,
): PageRequest | null {
  const pageAt = (position: number) =>
    pages.find(({ start, end }) => start <= position && position < end);
  const empty = rowCount(short) === 0 ? short : pageAt(short.end);
  if (empty === undefined) return pageAfter(short);
  const allowsMore = total !== null && empty.end < total;
  return allowsMore && pageAt(empty.end) === undefined ? pageAfter(empty) : null;
}

function pageAfter({ request: { page, perPage } }: PositionedPage): PageRequest {
  return { page: page + 1, perPage };
}

/** How many rows a list probably has that shows these pages. A page that repeats others does not count. */
export function rowsSeen(pages: readonly PositionedPage[]): number {
  const ids = new Set<string | null>();
  let seen = 0;
  for (const { start, page } of pages) {
    if (page.rows.some(({ id }) => id === null || !ids.has(id))) {
      seen = Math.max(seen, start + page.rows.length);
    }
    for (const { id } of page.rows) ids.add(id);
  }
  return seen;
}

/** Two reads with the same content show a list that stands still. */
export function contentOf(pages: readonly PositionedPage[]): string {
  return JSON.stringify(
    pages.map(({ request, page }) => [request, page.totalCount, page.rows.map(({ id }) => id)]),
  );
}

/** Whether all rows of a page were on other pages already. A change of the list moves only a few. */
function repeats(
  { rows }: TokenPage,
  positionOfId: ReadonlyMap<string, number>,
  start: number,
): boolean {
  return (
    rows.length > 1 &&
    positionOfId.size > 0 &&
    rows.every(({ id }, index) => {
      const known = id === null ? undefined : positionOfId.get(id);
      return known !== undefined && known !== start + index;
    })
  );
}

/**
 * Whether a page is not the requested one, although its total says that there is such a page. Without
 * a total, a page that says it is an earlier one may have a wrong number, and not be the end.
 */
function isMisplaced(positionedPage: PositionedPage, total: number | null): boolean {
  const { start, request, page } = positionedPage;
  if (page.difference === 'OTHER_SIZE') return request.page > 1 && page.rows.length > 0;
  if (!isBeyondEnd(positionedPage)) return false;
  return total === null ? page.rows.length > 0 : start < total;
}

/** Whether Cloudflare says that there is no such page. */
function isBeyondEnd({ page }: PositionedPage): boolean {
  return page.failure !== null || page.difference === 'EARLIER_PAGE';
}

function rowCount(positionedPage: PositionedPage): number {
  return isBeyondEnd(positionedPage) ? 0 : positionedPage.page.rows.length;
}

function expected({ start, request: { perPage } }: PositionedPage, total: number | null): number {
  return total === null ? perPage : Math.min(perPage, Math.max(0, total - start));
}
