import type { PageRequest } from '../model/token-source.ts';

/** Rows `start` to `end`, without the row at `end`. Positions count from 0. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** The rows to read of a list, by positions counted from one of its ends. */
export interface WantedRows {
  readonly ranges: readonly RowRange[];
  /** Rows that are read only where they cost no further page. */
  readonly optional: readonly OptionalRange[];
}

export interface OptionalRange extends RowRange {
  /** Whether the first rows may show that these are needed: then pages without them are not reused. */
  readonly mayBeNeeded: boolean;
}

/** An end before the start gives an empty range. */
export function rowRange(start: number, end: number): RowRange {
  return { start, end: Math.max(start, end) };
}

/** Cloudflare's limits for `per_page`. */
export const MIN_PER_PAGE = 5;
export const MAX_PER_PAGE = 50;

export interface PlanHints {
  /** The pages that were last read together. They may still be cached, and then cost no call. */
  readonly lastRead: readonly PageRequest[];
  /** The rows after these will be read next, and can then be served from the cache. */
  readonly readAhead: boolean;
}

export const NO_HINTS: PlanHints = { lastRead: [], readAhead: false };

/**
 * The fewest pages that cover all ranges. Pages that were last read are used
 * again if they are no more than that. Of equally few pages, those are used that
 * share a row with the page before them, and of these the ones with the fewest
 * rows. With read-ahead, the single page that ends furthest on is used instead,
 * so that the next windows need no call. Each optional range is covered, too, if
 * that takes no further page.
 */
export function planPages(
  ranges: readonly RowRange[],
  { lastRead, readAhead }: PlanHints = NO_HINTS,
  optional: readonly OptionalRange[] = [],
): readonly PageRequest[] {
  const merged = mergeRanges(ranges);
  const planned = planExtended(merged, optional, readAhead);
  const needed = [...merged, ...optional.filter(({ mayBeNeeded }) => mayBeNeeded)];
  const reused = lastRead.filter((page) =>
    merged.some((range) => overlaps(pageRange(page), range)),
  );
  return reused.length <= planned.length && covers(reused, needed) ? reused : planned;
}

/**
 * The fewest pages for the rows of a list of `length` rows that the pages in `read` do not hold. They
 * share a row with those pages if that takes no further page.
 */
export function planPagesWithin(
  ranges: readonly RowRange[],
  length: number,
  read: readonly RowRange[],
  optional: readonly OptionalRange[] = [],
): readonly PageRequest[] {
  const rest = read.reduce<readonly RowRange[]>(
    (left, { start, end }) =>
      left
        .flatMap((range) => [
          { start: range.start, end: Math.min(range.end, start) },
          { start: Math.max(range.start, end), end: range.end },
        ])
        .filter((range) => range.start < range.end),
    ranges.map(({ start, end }) => ({ start, end: Math.min(end, length) })),
  );
  return planPages(rest, NO_HINTS, [
    ...rest.flatMap((range) => rowsAlongside(range, read)),
    ...optional,
  ]);
}

/** The rows right before and after a range that other pages hold. */
function rowsAlongside(
  { start, end }: RowRange,
  pages: readonly RowRange[],
): readonly OptionalRange[] {
  return [start - 1, end]
    .filter((row) => pages.some((page) => page.start <= row && row < page.end))
    .map((row) => ({ mayBeNeeded: false, ...rowRange(row, row + 1) }));
}

function planExtended(
  merged: readonly RowRange[],
  optional: readonly RowRange[],
  readAhead: boolean,
): readonly PageRequest[] {
  if (merged.length === 0) return [];
  const all = mergeRanges([...merged, ...optional]);
  const single = planSingle(all, readAhead);
  if (single !== null) return [single];
  let planned = planMerged(merged, readAhead);
  let covered = merged;
  for (const range of optional) {
    const extended = mergeRanges([...covered, range]);
    const plan = planMerged(extended, readAhead);
    if (plan.length > planned.length) continue;
    planned = plan;
    covered = extended;
  }
  return planned;
}

function planMerged(merged: readonly RowRange[], readAhead: boolean): readonly PageRequest[] {
  const single = planSingle(merged, readAhead);
  return single === null ? fewestPages(merged) : [single];
}

function planSingle(merged: readonly RowRange[], readAhead: boolean): PageRequest | null {
  const start = Math.min(...merged.map((range) => range.start));
  const end = Math.max(...merged.map((range) => range.end));
  return singlePage({ start, end }, readAhead);
}

/** The smallest page that holds the range, or with read-ahead the one that ends furthest on. */
function singlePage({ start, end }: RowRange, readAhead: boolean): PageRequest | null {
  let best: PageRequest | null = null;
  for (let perPage = MIN_PER_PAGE; perPage <= MAX_PER_PAGE; perPage++) {
    const index = Math.floor(start / perPage);
    if (index !== Math.floor((end - 1) / perPage)) continue;
    const request = { page: index + 1, perPage };
    if (!readAhead) return request;
    if (best === null || pageRange(request).end > pageRange(best).end) best = request;
  }
  return best;
}

/** The positions of a page's rows. */
export function pageRange({ page, perPage }: PageRequest): RowRange {
  return { start: (page - 1) * perPage, end: page * perPage };
}

function overlaps(one: RowRange, other: RowRange): boolean {
  return one.start < other.end && other.start < one.end;
}

function covers(pages: readonly PageRequest[], ranges: readonly RowRange[]): boolean {
  const covered = mergeRanges(pages.map(pageRange));
  return ranges.every(({ start, end }) =>
    covered.some((range) => range.start <= start && end <= range.end),
  );
}

/**
 * For every `per_page`, exactly one page holds a given row. So this tries each
 * of the 46 pages that hold the first row, and continues with the first row of
 * the ranges after that page. Every cover has a page with that first row, so no
 * cover is missed. The best plan from each row on is computed once.
 *
 * Rows further on never need more calls. So the page that ends furthest on gives
 * the fewest calls, and pages that would need more are not tried.
 *
 * Two pages that touch within a range could come from two states of the list
 * without showing it. If they share a row, it shows that rows moved between them.
 */
function fewestPages(ranges: readonly RowRange[]): readonly PageRequest[] {
  const plans = new Map<number, Plan>();
  const fewestCalls = new Map<number, number>();

  function callsFrom(row: number | null): number {
    if (row === null) return 0;
    const known = fewestCalls.get(row);
    if (known !== undefined) return known;
    const calls = 1 + callsFrom(firstRowFrom(ranges, furthestEnd(row)));
    fewestCalls.set(row, calls);
    return calls;
  }

  function planFrom(row: number): Plan {
    const known = plans.get(row);
    if (known) return known;
    const calls = callsFrom(row);
    const isWithin = ranges.some(({ start, end }) => start < row && row < end);
    let best = IMPOSSIBLE;
    for (let perPage = MIN_PER_PAGE; perPage <= MAX_PER_PAGE; perPage++) {
      const page = Math.floor(row / perPage) + 1;
      const next = firstRowFrom(ranges, page * perPage);
      if (callsFrom(next) >= calls) continue;
      const rest = next === null ? DONE : planFrom(next);
      const rows = rest.rows + perPage;
      const touching = rest.touching + (isWithin && (page - 1) * perPage === row ? 1 : 0);
      if (touching > best.touching || (touching === best.touching && rows >= best.rows)) continue;
      best = { touching, rows, request: { page, perPage }, rest };
    }
    plans.set(row, best);
    return best;
  }

  return requestsOf(planFrom(Math.min(...ranges.map(({ start }) => start))));
}

/** The furthest end of all pages that hold a row. */
function furthestEnd(row: number): number {
  let end = 0;
  for (let perPage = MIN_PER_PAGE; perPage <= MAX_PER_PAGE; perPage++) {
    end = Math.max(end, (Math.floor(row / perPage) + 1) * perPage);
  }
  return end;
}

interface Plan {
  /** How many pages begin within a range, and so share no row with the page before them. */
  readonly touching: number;
  readonly rows: number;
  readonly request: PageRequest | null;
  readonly rest: Plan | null;
}

const DONE: Plan = { touching: 0, rows: 0, request: null, rest: null };
const IMPOSSIBLE: Plan = { ...DONE, touching: Infinity, rows: Infinity };

function requestsOf(plan: Plan): readonly PageRequest[] {
  const requests: PageRequest[] = [];
  for (let step: Plan | null = plan; step?.request; step = step.rest) requests.push(step.request);
  return requests;
}

/** The ranges in order. Ranges that touch are merged, and empty ones are left out. */
function mergeRanges(ranges: readonly RowRange[]): readonly RowRange[] {
  const merged: { start: number; end: number }[] = [];
  const inOrder = ranges.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  for (const { start, end } of inOrder) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function firstRowFrom(ranges: readonly RowRange[], from: number): number | null {
  const range = ranges.find(({ end }) => end > from);
  return range ? Math.max(range.start, from) : null;
}
