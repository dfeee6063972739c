import { expect, test } from 'vitest';

import { inTurns } from '../../src/lib/turns.ts';

const ITEMS = Array.from({ length: 12 }, (_, index) => index);

/** Longer than a turn. */
function work(): void {
  const endMs = performance.now() + 25;
  while (performance.now() < endMs);
}

test('long computations take turns, in the order in which they began', async () => {
  const seen: string[] = [];
  const compute = (name: string) =>
    inTurns(ITEMS.slice(0, 3), new AbortController().signal, (item) => {
      work();
      seen.push(`${name}${item}`);
    });
  let turns = 0;
  const countTurns = () => {
    turns += 1;
    timer = setImmediate(countTurns);
  };
  let timer = setImmediate(countTurns);

  await Promise.all([compute('a'), compute('b')]);
  clearImmediate(timer);

  expect(seen).toEqual(['a0', 'a1', 'b0', 'a2', 'b1', 'b2']);
  expect(turns).toBeGreaterThanOrEqual(4);
});

test('a computation ends when nobody waits for it any more', async () => {
  const controller = new AbortController();
  let visited = 0;
  const computed = inTurns(ITEMS, controller.signal, () => {
    work();
    visited += 1;
    if (visited === 2) controller.abort('gone');
  });

  await expect(computed).rejects.toBe('gone');
  expect(visited).toBe(2);
});

test('a short computation needs no turn of the event loop', async () => {
  let isOver = false;
  const immediate = setImmediate(() => {
    isOver = true;
  });
  await inTurns(ITEMS, new AbortController().signal, () => {});

  expect(isOver).toBe(false);
  clearImmediate(immediate);
});
