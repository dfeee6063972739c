import { Failure } from '../model/failure.ts';
import type { PageRequest } from '../model/token-source.ts';
import {
  MAX_PER_PAGE,
  NO_HINTS,
  type OptionalRange,
  type PlanHints,
  pageRange,
  planPages,
  planPagesWithin,
  type RowRange,
  rowRange,
  type WantedRows,
} from '../pagination/plan.ts';

/** Which pages to read for what is wanted of a list. */
export interface PagePlan {
  first(known: KnownList): readonly PageRequest[];
  /**
   * The pages that are still to be read; none if all is there. `length`: of the list, or null if its
   * pages do not show it. Null: only a read of all pages, one after the other, can tell.
   */
  rest(length: number | null, pages: readonly RowRange[]): readonly PageRequest[] | null;
  /** True: the first page may be read to learn the length only; the cache may have all pages. */
  readonly startsWithLength: boolean;
}

/** What is known of a list from earlier reads. */
export interface KnownList {
  readonly length: number | null;
  /** The pages that may still be cached; null if none may be used. */
  readonly lastRead: readonly PageRequest[] | null;
}

/** If only the total is needed, the smallest page is enough. */
const TOTAL_ONLY: RowRange = { start: 0, end: 1 };

/** The first page of a list whose length is not known: nearly every list ends there. */
const LARGEST_FIRST_PAGE: PageRequest = { page: 1, perPage: MAX_PER_PAGE };

/** The fewest pages that hold some rows. `readAhead`: the following rows will be read next. */
export function planOfRows(wanted: WantedRows, readAhead = false): PagePlan {
  return {
    first({ length, lastRead }) {
      const hints = lastRead === null ? NO_HINTS : { lastRead, readAhead };
      return firstPages(wanted, hints, length);
    },
    rest(length, pages) {
      const known = length ?? Infinity;
      return planPagesWithin(wanted.ranges, known, pages, pastEnd(wanted, known));
    },
    startsWithLength: false,
  };
}

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
function pastEnd({ ranges }: WantedRows, length: number): readonly OptionalRange[] {
  const isAtEnd = ranges.some(({ start, end }) => start < length && length <= end);
  if (!isAtEnd || length === Infinity) return [];
  return [{ mayBeNeeded: false, ...rowRange(length, length + 1) }];
}

/** Longer lists are not read as a whole: a hundred calls are much of what Cloudflare allows. */
export const MAX_WHOLE_LIST = 5_000;

/**
 * Cloudflare's quota for an account. Longer lists are rare; their first page is read first, so that
 * one which has grown beyond the limit costs one call.
 */
const MAX_READ_AT_ONCE = 500;

/** All pages of a list. Throws LIST_TOO_LONG as soon as the length is known. */
export const PLAN_OF_ALL_ROWS: PagePlan = {
  first: ({ length }) => pagesOf(length === null || length > MAX_READ_AT_ONCE ? 0 : length),
  rest(length, pages) {
    if (length === null) return null;
    if (length > MAX_WHOLE_LIST) throw listTooLong(`${length}`);
    const starts = new Set(pages.map(({ start }) => start));
    return pagesOf(length).filter((request) => !starts.has(pageRange(request).start));
  },
  startsWithLength: true,
};

/** At least one, because an empty list must be read, too. */
function pagesOf(length: number): readonly PageRequest[] {
  const count = Math.max(1, Math.ceil(length / MAX_PER_PAGE));
  return Array.from({ length: count }, (_, index) => ({ page: index + 1, perPage: MAX_PER_PAGE }));
}

/** `count`: of its tokens, in words. */
export function listTooLong(count: string): Failure {
  const message =
    `This list has ${count} tokens. Filters, orders and summaries need all of it, and read at most ` +
    `${MAX_WHOLE_LIST} tokens.`;
  return new Failure('LIST_TOO_LONG', message);
}
