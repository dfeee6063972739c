import { expect, test } from 'vitest';

import { createLogicalClock, isNoOlder } from '../../src/lib/logical-clock.ts';
import { snapshotBound } from '../../src/loading/snapshot-bound.ts';
import { COUNT_RANGE } from '../../src/pagination/cursor.ts';

const INSTANCE = 7;
const ARRIVED_AT = 450;

function boundOf(completedAt: number, latest: number, instance = INSTANCE): number {
  const logicalClock = { ...createLogicalClock(), latest: () => latest };
  return snapshotBound({ instance: INSTANCE, logicalClock }, { instance, completedAt }, ARRIVED_AT);
}

test('a cursor of this gateway is bound to its own snapshot', () => {
  expect(boundOf(300, 500)).toBe(300);
  expect(boundOf(500, 500)).toBe(500);
});

test('a cursor of another gateway is bound to the arrival of the request', () => {
  expect(boundOf(300, 500, INSTANCE + 1)).toBe(ARRIVED_AT);
});

test('a count that is larger than a cursor can hold is found again by its last bits', () => {
  expect(boundOf(300, 3 * COUNT_RANGE + 500)).toBe(3 * COUNT_RANGE + 300);
  expect(boundOf(600, 3 * COUNT_RANGE + 500)).toBe(2 * COUNT_RANGE + 600);
});

test('a count that no cursor can have yet allows nothing that was read before', () => {
  expect(boundOf(501, 500)).toBeGreaterThan(500);
});

test('a result is no older than itself, or than what was complete before its work began', () => {
  const result = { startedAt: 3, completedAt: 6 };

  expect(isNoOlder(result, [])).toBe(true);
  expect(isNoOlder(result, [6])).toBe(true);
  expect(isNoOlder(result, [2])).toBe(true);
  expect(isNoOlder(result, [2, 6])).toBe(true);
  for (const overlapping of [4, 5, 7]) expect(isNoOlder(result, [6, overlapping])).toBe(false);
});
