import { describe, expect, test } from 'vitest';

import type { PageRequest } from '../../src/model/token-source.ts';
import { planPages, type RowRange } from '../../src/pagination/plan.ts';

const SIZES = Array.from({ length: 46 }, (_, index) => index + 5);

const offsetOf = ({ page, perPage }: PageRequest) => (page - 1) * perPage;
const covers = (request: PageRequest, row: number) =>
  offsetOf(request) <= row && row < offsetOf(request) + request.perPage;
const costOf = (plan: readonly PageRequest[]) => ({
  calls: plan.length,
  rows: plan.reduce((sum, { perPage }) => sum + perPage, 0),
});

/**
 * The oracle: every set of one page, of two, of three … until a set covers
 * the rows; of those the one with the fewest rows. Each page of a set holds
 * the first row that those before it left, or it would be of no use.
 */
function exhaustive(rows: readonly number[], calls: number): number | null {
  const [first] = rows;
  if (first === undefined) return 0;
  if (calls === 0) return null;
  let fewest: number | null = null;
  for (const perPage of SIZES) {
    const request = { page: Math.floor(first / perPage) + 1, perPage };
    const rest = exhaustive(
      rows.filter((row) => !covers(request, row)),
      calls - 1,
    );
    if (rest !== null && (fewest === null || rest + perPage < fewest)) fewest = rest + perPage;
  }
  return fewest;
}

function leastCost(rows: readonly number[]): { calls: number; rows: number } {
  for (let calls = 0; ; calls++) {
    const fewest = exhaustive(rows, calls);
    if (fewest !== null) return { calls, rows: fewest };
  }
}

function rowsOf(ranges: readonly RowRange[]): readonly number[] {
  const rows = ranges.flatMap(({ start, end }) =>
    Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index),
  );
  return [...new Set(rows)].sort((a, b) => a - b);
}

function expectLeast(ranges: readonly RowRange[]): void {
  const plan = planPages(ranges);
  const rows = rowsOf(ranges);
  const uncovered = rows.filter((row) => !plan.some((request) => covers(request, row)));
  const legal = plan.every(({ page, perPage }) => page >= 1 && SIZES.includes(perPage));
  // One comparison a window: a matcher each would take longer than the proof.
  const least = leastCost(rows);
  const cost = costOf(plan);
  if (uncovered.length > 0 || !legal || cost.calls !== least.calls || cost.rows !== least.rows) {
    expect({ ranges, plan, uncovered, cost }).toEqual({ ranges, plan, uncovered: [], cost: least });
  }
}

describe('planPages', () => {
  test('wants nothing for nothing', () => {
    expect(planPages([])).toEqual([]);
    expect(planPages([{ start: 7, end: 7 }])).toEqual([]);
  });

  test('takes the page that fits', () => {
    expect(planPages([{ start: 0, end: 20 }])).toEqual([{ page: 1, perPage: 20 }]);
    expect(planPages([{ start: 20, end: 40 }])).toEqual([{ page: 2, perPage: 20 }]);
    expect(planPages([{ start: 0, end: 1 }])).toEqual([{ page: 1, perPage: 5 }]);
  });

  test('is the least for every start from 0 to 200, at a third of the lengths from 1 to 101 each', {
    timeout: 60_000,
  }, () => {
    for (let start = 0; start <= 200; start++) {
      // The oracle takes all covers of two and three pages, so every length at every third start.
      for (let length = 1 + (start % 3); length <= 101; length += 3) {
        expectLeast([{ start, end: start + length }]);
      }
    }
  });

  test('is the least for windows far down the list, and for several at once', () => {
    for (let seed = 1; seed <= 400; seed++) {
      const start = (seed * 7919) % 5_000;
      const gap = (seed * 31) % 90;
      expectLeast([{ start, end: start + 1 + ((seed * 17) % 60) }]);
      expectLeast([
        { start: start + gap, end: start + gap + 3 },
        { start, end: start + 2 },
      ]);
    }
  });
});
