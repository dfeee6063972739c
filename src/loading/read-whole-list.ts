import { Failure } from '../model/failure.ts';
import type { TokenList } from '../model/token-list.ts';
import type {
  PageRequest,
  ReadOptions,
  TokenPage,
  TokenRow,
  TokenSource,
} from '../model/token-source.ts';
import { MAX_PER_PAGE } from '../pagination/plan.ts';
import { contentOf, positionPages } from './assess-pages.ts';
import { listTooLong, MAX_WHOLE_LIST } from './page-plan.ts';

/** A list of 5,000 rows, if its pages are full. */
const MAX_PAGES = 100;

/** The pages that are read at first. Then their number is doubled until the end of the list is seen. */
const MAX_FIRST_PAGES = 4;

/** A list without a total that has so many pages may have more than the gateway reads. */
const PROBE_AFTER_PAGES = 16;

/** If the list changes during each of these reads, the gateway gives up. */
const MAX_READS = 3;

export interface WholeListHints {
  /** How many rows the list has at least. */
  readonly seen: number;
  /** Whether a total that full pages meet exactly does not show the end either. */
  readonly doubtsTotal: boolean;
}

export interface WholeList {
  readonly rows: readonly TokenRow[];
  readonly fromCache: boolean;
  /** When the last of its pages had arrived, by the source's logical clock. */
  readonly completedAt: number;
}

/**
 * Reads a list whose pages contradict its total or their own numbers. It trusts only the order of
 * the pages: one after the other, all with the same `per_page`, until one of them shows the end of
 * the list. So it gives every row once where the total is wrong, where Cloudflare gives smaller
 * pages than requested, and where pages have gaps.
 */
export async function readWholeList(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  hints: WholeListHints,
): Promise<WholeList> {
  let reader = options;
  let previous = '';
  for (let read = 1; read <= MAX_READS; read++) {
    const { pages, end, fromCache, completedAt } = await readToEnd(source, reader, list, hints);
    const content = contentOf(positionPages(requestsFrom(0, pages.length), pages));
    const standsStill = content === previous;
    previous = content;
    if (end.twice !== null && standsStill) throw invalid(end.twice);
    if (end.twice === null && (end.totalsAgree || standsStill)) {
      return { rows: end.rows, fromCache, completedAt };
    }
    reader = { ...options, bypassCache: true, noOlderThan: [completedAt] };
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}

async function readToEnd(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  { seen, doubtsTotal }: WholeListHints,
) {
  const pages: TokenPage[] = [];
  let beyond: TokenPage | null = null;
  let completedAt = 0;
  let reader = options;
  let count = Math.min(Math.ceil(seen / MAX_PER_PAGE) + 1, MAX_FIRST_PAGES);
  while (pages.length < MAX_PAGES) {
    const size = Math.min(count, MAX_PAGES - pages.length);
    const read = await source.listTokens(reader, list, requestsFrom(pages.length, size));
    const { fromCache } = read;
    completedAt = read.completedAt;
    pages.push(...read.pages);
    const end = endOf(pages, doubtsTotal);
    if (end !== null) return { pages, end, fromCache, completedAt };
    // The next pages belong to the same moment only if these were read now.
    reader = {
      ...options,
      bypassCache: true,
      noOlderThan: fromCache ? options.noOlderThan : [completedAt],
    };
    if (fromCache) pages.length = 0;
    if (pages.length >= PROBE_AFTER_PAGES && beyond === null && !hasTotal(pages)) {
      beyond = await readBeyond(source, reader, list, pages);
    }
    const isLastShort = (pages.at(-1)?.rows.length ?? MAX_PER_PAGE) < MAX_PER_PAGE;
    count = isLastShort && pages.length === count ? 1 : Math.max(count, pages.length);
  }
  const end = beyond && endOf([...pages, beyond], doubtsTotal);
  if (end !== null) return { pages, end, fromCache: false, completedAt };
  const rows = pages.reduce((sum, page) => sum + page.rows.length, 0);
  throw invalid(`${MAX_PAGES} pages hold ${rows} tokens and do not show the end of the list`);
}

function hasTotal(pages: readonly TokenPage[]): boolean {
  return pages.some(({ totalCount }) => totalCount !== null);
}

/** The page behind the last one that may be read. A list without a total that goes on there is too long. */
async function readBeyond(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  pages: readonly TokenPage[],
): Promise<TokenPage | null> {
  const read = await source.listTokens(options, list, requestsFrom(MAX_PAGES, 1));
  const [beyond = null] = read.pages;
  const known = new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id)));
  // One of the pages between them may be given again here.
  const isEarlier = beyond?.difference === 'EARLIER_PAGE';
  if (beyond !== null && !isEarlier && hasNewRows(beyond, known)) {
    throw listTooLong(`more than ${MAX_WHOLE_LIST}`);
  }
  return beyond;
}

/**
 * Ids decide which rows are new, not the number that their page gives itself. A row without an id is
 * new unless the page says that it is an earlier one.
 */
function hasNewRows({ rows, difference }: TokenPage, known: ReadonlySet<string | null>): boolean {
  return rows.some(({ id }) => (id === null ? difference !== 'EARLIER_PAGE' : !known.has(id)));
}

function requestsFrom(index: number, size: number): readonly PageRequest[] {
  return Array.from({ length: size }, (_, offset) => ({
    page: index + offset + 1,
    perPage: MAX_PER_PAGE,
  }));
}

interface ListEnd {
  readonly rows: readonly TokenRow[];
  /** Whether all pages state the same total. */
  readonly totalsAgree: boolean;
  /** The pages that share some rows, in words. */
  readonly twice: string | null;
}

/** All rows of the pages in order; null if the pages do not show where the list ends. */
function endOf(pages: readonly TokenPage[], doubtsTotal: boolean): ListEnd | null {
  const totals = new Set(pages.map(({ totalCount }) => totalCount).filter((each) => each !== null));
  const total = Math.max(-1, ...totals);
  const totalsAgree = totals.size <= 1;
  const rows: TokenRow[] = [];
  const ids = new Set<string>();
  let twice: string | null = null;
  for (const [index, page] of pages.entries()) {
    const known = page.rows.filter(({ id }) => id !== null && ids.has(id)).length;
    const allowsRows = index * MAX_PER_PAGE < total;
    const { length: before = MAX_PER_PAGE } = pages[index - 1]?.rows ?? {};
    if (page.failure !== null) {
      if (allowsRows && before === MAX_PER_PAGE) throw page.failure;
      return { rows, totalsAgree, twice };
    }
    if (page.rows.length > 0 && !hasNewRows(page, ids)) {
      if (allowsRows) twice ??= repeatedPage(index, total, rows.length);
      return { rows, totalsAgree, twice };
    }
    if (page.rows.length === 0 && (!allowsRows || before === 0))
      return { rows, totalsAgree, twice };
    if (known > 0) twice ??= `page ${index + 1} of ${MAX_PER_PAGE} repeats ${known} tokens`;
    for (const row of page.rows) {
      if (row.id !== null) ids.add(row.id);
      rows.push(row);
    }
  }
  const isEnd = rows.length === total && (!doubtsTotal || isShort(pages.at(-1)));
  return isEnd ? { rows, totalsAgree, twice } : null;
}

/** Whether the list ends with this page by its length, too. */
function isShort(page: TokenPage | undefined): boolean {
  return page !== undefined && page.rows.length < MAX_PER_PAGE && page.difference !== 'OTHER_SIZE';
}

function repeatedPage(index: number, total: number, rowCount: number): string {
  const page = `page ${index + 1} of ${MAX_PER_PAGE}`;
  return `the total is ${total}, but ${page} repeats an earlier page after ${rowCount} tokens`;
}

function invalid(difference: string): Failure {
  const message = `Cloudflare's pages contradict each other: ${difference}.`;
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}
