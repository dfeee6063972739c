export interface Cost {
  readonly calls: number;
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
  if (start >= end) return { calls: 0, rows: 0 };
  for (let calls = 1; ; calls++) {
    const rows = fewestRows(start, end, calls);
    if (rows < Infinity) return { calls, rows };
  }
}

function fewestRows(row: number, end: number, calls: number): number {
  let fewest = Infinity;
  for (let perPage = 5; perPage <= 50; perPage++) {
    const next = (Math.floor(row / perPage) + 1) * perPage;
    if (next >= end) fewest = Math.min(fewest, perPage);
    else if (calls > 1 && next + (calls - 1) * 50 >= end) {
      fewest = Math.min(fewest, perPage + fewestRows(next, end, calls - 1));
    }
  }
  return fewest;
}

/**
 * The same for the first window of a list of `count` rows whose length is not known: where more
 * than 50 rows are wanted, page 1 of 50 is read first, and then the rows that are left.
 */
export function leastCallsOfFirst(size: number, count: number): number {
  if (size <= 50) return Math.max(1, leastCost(0, size).calls);
  return 1 + leastCost(50, Math.min(size, count)).calls;
}
