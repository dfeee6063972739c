export interface Cost {
  readonly calls: number;
  /** How many pages share no row with the page before them, although the rows go on there. */
  readonly touching: number;
  /** How many rows all pages together can hold. */
  readonly rows: number;
}

/**
 * The oracle of the planner. It tries everything: every page that holds the
 * first row, with every page that holds the first row after that page, and so
 * on; first all covers of one page, then all of two, then of three. It has no
 * cache and no clever order, so that it is simple enough to be right.
 */
export function leastCost(start: number, end: number): Cost {
  if (start >= end) return { calls: 0, touching: 0, rows: 0 };
  for (let calls = 1; ; calls++) {
    const least = leastOf(start, end, calls, start);
    if (least.rows < Infinity) return least;
  }
}

function leastOf(row: number, end: number, calls: number, start: number): Cost {
  let least: Cost = { calls, touching: Infinity, rows: Infinity };
  for (let perPage = 5; perPage <= 50; perPage++) {
    const first = Math.floor(row / perPage) * perPage;
    const next = first + perPage;
    if (next < end && (calls === 1 || next + (calls - 1) * 50 < end)) continue;
    const rest = next < end ? leastOf(next, end, calls - 1, start) : NOTHING;
    const touching = rest.touching + (first === row && row > start ? 1 : 0);
    least = cheaper(least, { calls, touching, rows: rest.rows + perPage });
  }
  return least;
}

const NOTHING: Cost = { calls: 0, touching: 0, rows: 0 };

/** Of two covers of equally many pages, the one that shows more changes of the list, or has fewer rows. */
export function cheaper(one: Cost, other: Cost): Cost {
  const difference = one.touching - other.touching || one.rows - other.rows;
  return difference <= 0 ? one : other;
}

/**
 * The same for the first window of a list of `count` rows whose length is not known: where more
 * than 50 rows are wanted, page 1 of 50 is read first, and then the rows that are left.
 */
export function leastCallsOfFirst(size: number, count: number): number {
  if (size <= 50) return Math.max(1, leastCost(0, size).calls);
  return 1 + leastCost(50, Math.min(size, count)).calls;
}
