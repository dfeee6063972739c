import { isDeepStrictEqual } from 'node:util';

import { describe, expect, test } from 'vitest';

import type { PageRequest } from '../../src/model/token-source.ts';
import { planPages, planPagesWithin, type RowRange } from '../../src/pagination/plan.ts';
import { type Cost, cheaper, leastCost } from '../support/least-cost.ts';

const SIZES = Array.from({ length: 46 }, (_, index) => index + 5);

const offsetOf = ({ page, perPage }: PageRequest) => (page - 1) * perPage;
const covers = (request: PageRequest, row: number) =>
  offsetOf(request) <= row && row < offsetOf(request) + request.perPage;
/** `rows`: all that are wanted. */
const costOf = (plan: readonly PageRequest[], rows: ReadonlySet<number>): Cost => ({
  calls: plan.length,
  touching: plan.filter((request) => touches(request, plan, rows)).length,
  rows: plan.reduce((sum, { perPage }) => sum + perPage, 0),
});

function touches(
  request: PageRequest,
  plan: readonly PageRequest[],
  rows: ReadonlySet<number>,
): boolean {
  const start = offsetOf(request);
  const isShared = plan.some((other) => other !== request && covers(other, start));
  return rows.has(start) && rows.has(start - 1) && !covers(request, start - 1) && !isShared;
}

/** The same oracle for rows with gaps between them. */
function leastCostOf(rows: readonly number[]): Cost {
  for (let calls = 0; ; calls++) {
    const least = leastOf(rows, new Set(rows), calls);
    if (least.rows < Infinity) return least;
  }
}

function leastOf(rows: readonly number[], all: ReadonlySet<number>, calls: number): Cost {
  const [first] = rows;
  if (first === undefined) return { calls, touching: 0, rows: 0 };
  const none: Cost = { calls, touching: Infinity, rows: Infinity };
  if (calls === 0) return none;
  return SIZES.map((perPage): Cost => {
    const request = { page: Math.floor(first / perPage) + 1, perPage };
    const rest = leastOf(
      rows.filter((row) => !covers(request, row)),
      all,
      calls - 1,
    );
    const isTouching = offsetOf(request) === first && all.has(first - 1);
    return { calls, touching: rest.touching + (isTouching ? 1 : 0), rows: rest.rows + perPage };
  }).reduce(cheaper, none);
}

function expectLeast(ranges: readonly RowRange[], least: Cost): void {
  const plan = planPages(ranges);
  const rows = ranges.flatMap(({ start, end }) =>
    Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index),
  );
  const uncovered = rows.filter((row) => !plan.some((request) => covers(request, row)));
  const legal = plan.every(({ page, perPage }) => page >= 1 && SIZES.includes(perPage));
  // One comparison for each window, because a matcher for each row would be slow.
  const cost = costOf(plan, new Set(rows));
  if (uncovered.length > 0 || !legal || !isDeepStrictEqual(cost, least)) {
    expect({ ranges, plan, uncovered, cost }).toEqual({ ranges, plan, uncovered: [], cost: least });
  }
}

/** These rows, and of the rows beside them that were read those that cost no further call. */
function withRowsBeside(rows: readonly number[], read: readonly RowRange[]): readonly number[] {
  const { calls } = leastCostOf(rows);
  const beside = rows
    .flatMap((row) => [row - 1, row + 1])
    .filter((row) => read.some(({ start, end }) => start <= row && row < end));
  return beside.reduce((all, row) => {
    const more = all.concat(row).toSorted((one, other) => one - other);
    return leastCostOf(more).calls === calls ? more : all;
  }, rows);
}

describe('planPages', () => {
  test('plans no page for no rows', () => {
    expect(planPages([])).toEqual([]);
    expect(planPages([{ start: 7, end: 7 }])).toEqual([]);
  });

  test('plans the smallest page that holds the rows', () => {
    expect(planPages([{ start: 0, end: 20 }])).toEqual([{ page: 1, perPage: 20 }]);
    expect(planPages([{ start: 20, end: 40 }])).toEqual([{ page: 2, perPage: 20 }]);
    expect(planPages([{ start: 0, end: 1 }])).toEqual([{ page: 1, perPage: 5 }]);
  });

  test('plans the least for every start from 0 to 200 and every length from 1 to 101', () => {
    for (let start = 0; start <= 200; start++) {
      for (let length = 1; length <= 101; length++) {
        expectLeast([{ start, end: start + length }], leastCost(start, start + length));
      }
    }
  });

  test('plans the least for windows far down the list', () => {
    for (let seed = 1; seed <= 3_000; seed++) {
      const start = (seed * 7_919) % 5_000;
      const end = start + 1 + ((seed * 17) % 101);
      expectLeast([{ start, end }], leastCost(start, end));
    }
  });

  test('plans the least for several windows at once', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const start = (seed * 7_919) % 5_000;
      const gap = (seed * 31) % 90;
      const ranges = [
        { start: start + gap, end: start + gap + 3 },
        { start, end: start + 2 },
      ];
      const rows = new Set([start, start + 1, start + gap, start + gap + 1, start + gap + 2]);
      expectLeast(ranges, leastCostOf([...rows].sort((one, other) => one - other)));
    }
  });

  test('plans optional rows only where they cost no further page', () => {
    for (let start = 0; start <= 120; start += 3) {
      for (let end = start + 1; end <= start + 101; end += 2) {
        const optional = [{ start: end, end: end + 1, mayBeNeeded: false }];
        const plan = planPages([{ start, end }], undefined, optional);
        const { calls } = leastCost(start, end);
        const isFree = leastCost(start, end + 1).calls === calls;
        const expected = planPages([{ start, end: isFree ? end + 1 : end }]);
        if (JSON.stringify(plan) !== JSON.stringify(expected)) {
          expect({ start, end, plan }).toEqual({ start, end, plan: expected });
        }
      }
    }
    expect(planPages([], undefined, [{ start: 3, end: 4, mayBeNeeded: true }])).toEqual([]);
  });

  test('plans the least for the rows of a list that were not read', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const start = (seed * 7) % 90;
      const length = (seed * 13) % 150;
      const ranges = [
        { start, end: start + 1 + (seed % 60) },
        { start: 100, end: 102 },
      ];
      const read = [
        { start: 0, end: 20 },
        { start: 30 + (seed % 40), end: 75 },
      ];
      const left = Array.from({ length }, (_, row) => row).filter(
        (row) =>
          ranges.some((range) => range.start <= row && row < range.end) &&
          !read.some((range) => range.start <= row && row < range.end),
      );
      const plan = planPagesWithin(ranges, length, read);

      expect(left.filter((row) => !plan.some((request) => covers(request, row)))).toEqual([]);
      const { calls, rows } = costOf(plan, new Set());
      const { rows: expected } = leastCostOf(withRowsBeside(left, read));
      expect({ seed, calls, rows }).toEqual({
        seed,
        calls: leastCostOf(left).calls,
        rows: expected,
      });
    }
  });

  test('with read-ahead, plans the single page that ends furthest on', () => {
    for (let start = 0; start <= 200; start++) {
      for (let end = start + 1; end <= start + 51; end++) {
        const plan = planPages([{ start, end }], { lastRead: [], readAhead: true });
        const furthest = Math.max(
          ...SIZES.map((perPage) => ({ page: Math.floor(start / perPage) + 1, perPage }))
            .map((request) => offsetOf(request) + request.perPage)
            .filter((pageEnd) => pageEnd >= end),
        );
        const [page] = plan;
        const pageEnd = page === undefined ? 0 : offsetOf(page) + page.perPage;
        const isRight = plan.length === 1 ? pageEnd === furthest : furthest === -Infinity;
        if (!isRight || plan.length !== leastCost(start, end).calls) {
          expect({ start, end, plan }).toBe('as few calls, and as far on as possible');
        }
      }
    }
  });

  test('with read-ahead, an optional row that no page holds, too, changes nothing', () => {
    const ahead = { lastRead: [], readAhead: true };
    const far = { start: 500, end: 501, mayBeNeeded: false };
    for (let start = 0; start <= 100; start += 5) {
      const ranges = [{ start, end: start + 10 }];
      const next = { start: start + 10, end: start + 11, mayBeNeeded: false };
      expect(planPages(ranges, ahead, [far])).toEqual(planPages(ranges, ahead));
      expect(planPages(ranges, ahead, [next, far])).toEqual(planPages(ranges, ahead, [next]));
    }
  });

  test('with read-ahead, plans the smallest of the pages that end furthest on', () => {
    const ahead = { lastRead: [], readAhead: true };
    expect(planPages([{ start: 160, end: 161 }], ahead)).toEqual([{ page: 5, perPage: 40 }]);
  });

  test('reuses pages that touch, but not without the needed rows of all ranges', () => {
    const lastRead = [1, 2].map((page) => ({ page, perPage: 50 }));
    const hints = { lastRead, readAhead: false };
    const across = { start: 30, end: 90 };
    const next = { start: 100, end: 101 };
    expect(planPages([across], hints)).toEqual(lastRead);
    expect(planPages([across], hints, [{ ...next, mayBeNeeded: false }])).toEqual(lastRead);
    expect(planPages([across], hints, [{ ...next, mayBeNeeded: true }])).not.toEqual(lastRead);
    expect(planPages([across, next], hints)).toEqual(planPages([across, next]));
  });

  test('reuses pages that were last read, if they are no more than others would be', () => {
    const lastReads = [
      [{ page: 2, perPage: 50 }],
      [
        { page: 3, perPage: 17 },
        { page: 2, perPage: 50 },
      ],
      [
        { page: 1, perPage: 50 },
        { page: 4, perPage: 50 },
      ],
    ];
    for (const lastRead of lastReads) {
      for (let start = 0; start <= 220; start++) {
        for (let end = start + 1; end <= start + 101; end += 3) {
          const rows = Array.from({ length: end - start }, (_, index) => start + index);
          const plan = planPages([{ start, end }], { lastRead, readAhead: false });
          const reused = lastRead.filter((page) => rows.some((row) => covers(page, row)));
          const isCovered = rows.every((row) => reused.some((page) => covers(page, row)));
          const { calls } = leastCost(start, end);
          const expected =
            isCovered && reused.length <= calls ? reused : planPages([{ start, end }]);
          if (JSON.stringify(plan) !== JSON.stringify(expected)) {
            expect({ start, end, plan }).toEqual({ start, end, plan: expected });
          }
        }
      }
    }
  });
});
