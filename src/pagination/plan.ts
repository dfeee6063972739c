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

/**
 * The fewest pages that cover all ranges; among equals, those that fetch the
 * fewest rows.
 *
 * For every `per_page` exactly one page holds a given row. So: take the first
 * row still wanted, try each of the 46 pages that hold it, and go on with the
 * first wanted row behind that page. Every cover has a page with that first
 * row, so nothing is missed; what costs least from a row on is found once.
 */
export function planPages(ranges: readonly RowRange[]): readonly PageRequest[] {
  const wanted = merge(ranges);
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

  const first = wanted.at(0);
  const last = wanted.at(-1);
  if (first === undefined || last === undefined) return [];
  const single = singlePage({ start: first.start, end: last.end });
  return single === null ? requestsOf(planFrom(first.start)) : [single];
}

/** The smallest page that holds all, as most windows have one; null where none does. */
function singlePage({ start, end }: RowRange): PageRequest | null {
  for (let perPage = MIN_PER_PAGE; perPage <= MAX_PER_PAGE; perPage++) {
    const index = Math.floor(start / perPage);
    if (index === Math.floor((end - 1) / perPage)) return { page: index + 1, perPage };
  }
  return null;
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
