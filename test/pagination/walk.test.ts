import { describe, expect, test } from 'vitest';

import type { Token } from '../../src/model/token.ts';
import type { PageRequest } from '../../src/model/token-source.ts';
import { leastCost } from '../support/least-cost.ts';
import { connect } from '../support/paging.ts';

const COUNTS = [0, 1, 4, 5, 49, 50, 51, 137, 2_000];

/** What is wrong with a step, or null. */
type Problem = string | null;

interface Step {
  readonly ids: readonly string[];
  /** The rows that must be read: the window and the cursor's row, counted as they were read. */
  readonly start: number;
  readonly end: number;
}

function tokens(count: number): readonly Token[] {
  return Array.from({ length: count }, (_, index) => ({ id: `t${index}` }) as Token);
}

/** Walks through the list, and compares the calls of each step with the fewest possible. */
function walk(count: number, size: number, way: 'forward' | 'back'): Problem {
  const rows = tokens(count);
  const seen: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const log: PageRequest[] = [];
    const args =
      way === 'forward' ? { first: size, after: cursor } : { last: size, before: cursor };
    const { edges, pageInfo, totalCount } = connect(rows, args, { log });
    const done = seen.length;
    const taken = Math.min(size, count - done);
    const step = stepAt(count, size, done, way);

    const ids = edges.map(({ node }) => (node as Token).id);
    if (ids.join() !== step.ids.join()) return `${done}: ${ids} instead of ${step.ids}`;
    const more = done + taken < count;
    const [hasMore, hasLess] =
      way === 'forward'
        ? [pageInfo.hasNextPage, pageInfo.hasPreviousPage]
        : [pageInfo.hasPreviousPage, pageInfo.hasNextPage];
    if (hasMore !== more || hasLess !== done > 0) return `${done}: wrong page info`;
    if (totalCount !== count) return `${done}: wrong total`;

    const { calls } = leastCost(step.start, step.end);
    if (log.length !== Math.max(1, calls))
      return `${done}: ${log.length} calls instead of ${calls}`;
    seen.push(...ids);
    if (!more) return null;
    cursor = (way === 'forward' ? pageInfo.endCursor : pageInfo.startCursor) ?? null;
  }
}

function stepAt(count: number, size: number, done: number, way: 'forward' | 'back'): Step {
  const taken = Math.min(size, count - done);
  const first = way === 'forward' ? done : count - done - taken;
  const ids = Array.from({ length: taken }, (_, index) => `t${first + index}`);
  // The first step does not know the length of the list, and reads a whole window. Later steps know it.
  if (done === 0) return { ids, start: 0, end: size };
  if (way === 'forward') return { ids, start: done - 1, end: done + taken };
  return { ids, start: first, end: first + taken + 1 };
}

describe.each(COUNTS)('a list of %i tokens', (count) => {
  test.each(['forward', 'back'] as const)(
    'walks %s at every size from 1 to 100: each token once, exact page info, the least calls',
    (way) => {
      for (let size = 1; size <= 100; size++) {
        const problem = walk(count, size, way);
        if (problem !== null) expect({ count, size, way, problem }).toBeNull();
      }
    },
  );
});
