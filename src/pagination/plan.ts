import type { PageRequest } from '../model/token-source.ts';

/** Rows `start` to `end`, the last not included; positions from 0. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** Never less than nothing: an end before the start is no row. */
export function rangeOf(start: number, end: number): RowRange {
  return { start, end: Math.max(start, end) };
}

/** Cloudflare's limits for `per_page`. */
export const MIN_PER_PAGE = 5;
export const MAX_PER_PAGE = 50;

/** What is known when pages are planned. */
export interface PlanHints {
  /** Pages that were read last, together: they may be in memory still, and cost nothing then. */
  readonly lastRead: readonly PageRequest[];
  /** Rows behind those wanted will be wanted next, and will be served from memory. */
  readonly readAhead: boolean;
}

export const NO_HINTS: PlanHints = { lastRead: [], readAhead: false };

/**
 * The fewest pages that cover all ranges; of those that were read last, where
 * they are no more. Among equals those that fetch the fewest rows; in a walk,
 * of single pages the one that reaches furthest, so that the next windows need
 * no call.
 */
export function planPages(
  ranges: readonly RowRange[],
  { lastRead, readAhead }: PlanHints = NO_HINTS,
): readonly PageRequest[] {
  const wanted = merge(ranges);
  const first = wanted.at(0);
  const last = wanted.at(-1);
  if (first === undefined || last === undefined) return [];
  const single = singlePage({ start: first.start, end: last.end }, readAhead);
  const planned = single === null ? fewestPages(wanted, first.start) : [single];
  const again = lastRead.filter((page) => wanted.some((range) => overlaps(rowsOf(page), range)));
  return again.length <= planned.length && covers(again, wanted) ? again : planned;
}

/** The smallest page that holds all, or the one that reaches furthest; null where none does. */
function singlePage({ start, end }: RowRange, readAhead: boolean): PageRequest | null {
  let best: PageRequest | null = null;
  for (let perPage = MIN_PER_PAGE; perPage <= MAX_PER_PAGE; perPage++) {
    const index = Math.floor(start / perPage);
    if (index !== Math.floor((end - 1) / perPage)) continue;
    const request = { page: index + 1, perPage };
    if (!readAhead) return request;
    if (best === null || rowsOf(request).end > rowsOf(best).end) best = request;
  }
  return best;
}

/** Where a page's rows stand. */
export function rowsOf({ page, perPage }: PageRequest): RowRange {
  return { start: (page - 1) * perPage, end: page * perPage };
}

function overlaps(one: RowRange, other: RowRange): boolean {
  return one.start < other.end && other.start < one.end;
}

function covers(pages: readonly PageRequest[], wanted: readonly RowRange[]): boolean {
  const held = merge(pages.map(rowsOf));
  return wanted.every(({ start, end }) =>
    held.some((range) => range.start <= start && end <= range.end),
  );
}

/**
 * For every `per_page` exactly one page holds a given row. So: take the first
 * row still wanted, try each of the 46 pages that hold it, and go on with the
 * first wanted row behind that page. Every cover has a page with that first
 * row, so nothing is missed; what costs least from a row on is found once.
 */
function fewestPages(wanted: readonly RowRange[], start: number): readonly PageRequest[] {
  const plans = new Map<number, Plan>();

  function planFrom(row: number): Plan {
    const known = plans.get(row);
    if (known) return known;
    let best = IMPOSSIBLE;
    for (let perPage = MIN_PER_PAGE; perPage <= MAX_PER_PAGE; perPage++) {
      const page = Math.floor(row / perPage) + 1;
      const next = firstWanted(wanted, page * perPage);
      const rest = next === null ? DONE : planFrom(next);
      const calls = rest.calls + 1;
      const rows = rest.rows + perPage;
      if (calls < best.calls || (calls === best.calls && rows < best.rows)) {
        best = { calls, rows, request: { page, perPage }, rest };
      }
    }
    plans.set(row, best);
    return best;
  }

  return requestsOf(planFrom(start));
}

interface Plan {
  readonly calls: number;
  readonly rows: number;
  readonly request: PageRequest | null;
  readonly rest: Plan | null;
}

const DONE: Plan = { calls: 0, rows: 0, request: null, rest: null };
const IMPOSSIBLE: Plan = { ...DONE, calls: Infinity };

function requestsOf(plan: Plan): readonly PageRequest[] {
  const requests: PageRequest[] = [];
  for (let step: Plan | null = plan; step?.request; step = step.rest) requests.push(step.request);
  return requests;
}

/** The ranges in order, touching ones joined, empty ones dropped. */
function merge(ranges: readonly RowRange[]): readonly RowRange[] {
  const merged: { start: number; end: number }[] = [];
  const inOrder = ranges.filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  for (const { start, end } of inOrder) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

function firstWanted(ranges: readonly RowRange[], from: number): number | null {
  const range = ranges.find(({ end }) => end > from);
  return range ? Math.max(range.start, from) : null;
}
