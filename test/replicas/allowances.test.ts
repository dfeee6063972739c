import fc from 'fast-check';
import { expect, test } from 'vitest';

import { CALL_COUNTS_MS, CallWindow } from '../../src/cloudflare/call-window.ts';
import {
  grantAllowance,
  type Holder,
  isOver,
} from '../../src/cloudflare/sharing/grant-allowance.ts';
import { SharedCalls } from '../../src/cloudflare/sharing/shared-calls.ts';

const WINDOW_MS = 300_000;

/** One credential's entry of a store, in memory. */
function createEntry(shares: number) {
  const holders = new Map<number, Holder>();
  return (replica: number, report: Parameters<typeof grantAllowance>[1], nowMs: number) => {
    for (const [id, holder] of holders) if (isOver(holder, nowMs)) holders.delete(id);
    const others = [...holders].filter(([id]) => id !== replica).map(([, holder]) => holder);
    const rules = { maxCalls: 1_140, shares, windowMs: CALL_COUNTS_MS, isIncomplete: false };
    const { holder, grant } = grantAllowance(others, report, nowMs, rules);
    holders.set(replica, holder);
    return { ...grant, block: null, rejection: null };
  };
}

/** `connected`: reaches the store; `lostAnswer`: the store answers, but the answer does not arrive. */
const step = fc.record({
  replica: fc.nat(4),
  calls: fc.constantFrom(1, 7, 60, 400, 1_300),
  waitMs: fc.constantFrom(0, 0, 10, 9_000, 61_000, 299_999, 400_000, 3_400_000),
  link: fc.constantFrom('up', 'up', 'up', 'down', 'lostAnswer'),
});

test('no schedule of calls and outages makes more than 1,200 calls in any five minutes', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(step, { maxLength: 60 }),
      (count, steps) => {
        const exchange = createEntry(count);
        const replicas = Array.from({ length: count }, () => ({
          window: new CallWindow(),
          shared: new SharedCalls(count),
        }));
        const sent: { atMs: number; calls: number }[] = [];
        let nowMs = 0;
        for (const { replica, calls, waitMs, link } of steps) {
          nowMs += waitMs;
          const index = replica % count;
          const { window, shared } = replicas[index] ?? {
            window: new CallWindow(),
            shared: new SharedCalls(1),
          };
          let made = 0;
          for (let call = 0; call < calls; call++) {
            shared.startWaiting(nowMs);
            if (link !== 'down') {
              const report = shared.report(window, true, nowMs);
              const grant = exchange(index, report, nowMs);
              if (link === 'up') shared.accept(report, grant, nowMs);
            }
            const isAllowed = window.calls(nowMs) < shared.maxCalls(nowMs);
            shared.stopWaiting(nowMs);
            if (!isAllowed) break;
            window.count(nowMs);
            made += 1;
          }
          sent.push({ atMs: nowMs, calls: made });
          const recent = sent.filter(({ atMs }) => atMs > nowMs - WINDOW_MS);
          expect(recent.reduce((sum, each) => sum + each.calls, 0)).toBeLessThanOrEqual(1_200);
        }
      },
    ),
    { numRuns: 1_000 },
  );
}, 120_000);

test('one replica gets what the others do not use, and no more', () => {
  const exchange = createEntry(3);
  const replicas = [0, 1, 2].map(() => ({ window: new CallWindow(), shared: new SharedCalls(3) }));
  const call = (index: number) => {
    const { window, shared } = replicas[index] ?? {
      window: new CallWindow(),
      shared: new SharedCalls(1),
    };
    shared.startWaiting(0);
    const report = shared.report(window, true, 0);
    shared.accept(report, exchange(index, report, 0), 0);
    shared.stopWaiting(0);
    if (window.calls(0) >= shared.maxCalls(0)) return false;
    window.count(0);
    return true;
  };
  let alone = 0;
  while (call(0)) alone += 1;
  expect(alone).toBe(1_140);
  expect(call(1)).toBe(false);
});

test('without the store, a replica makes its share of what the last count left', () => {
  const exchange = createEntry(2);
  const [one, other] = [new SharedCalls(2), new SharedCalls(2)];
  const report = { calls: 100, firstEndsInMs: 1, keeps: 100, wanted: 0, leaseMs: 3_000_000 };
  exchange(1, { ...report, keeps: 100 }, 0);
  const window = new CallWindow();
  const first = one.report(window, true, 0);
  one.accept(first, exchange(0, first, 0), 0);

  expect(one.maxCalls(0)).toBe(520);
  // One that has never reached the store does not know what is left.
  expect(other.maxCalls(0)).toBe(30);
});

test('a call that ends without a word is wanted for a second, and no longer', () => {
  const shared = new SharedCalls(2);
  shared.startWaiting(0);
  shared.startWaiting(900);

  expect(shared.report(new CallWindow(), true, 1_000).wanted).toBe(2);
  expect(shared.report(new CallWindow(), true, 1_001).wanted).toBe(1);
  shared.stopWaiting(900);
  expect(shared.report(new CallWindow(), true, 1_001).wanted).toBe(0);
});
