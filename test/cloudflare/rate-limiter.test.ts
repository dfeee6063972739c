import { expect, test } from 'vitest';

import { createRateLimiter } from '../../src/cloudflare/rate-limiter.ts';
import { Credential } from '../../src/model/credential.ts';
import { Failure } from '../../src/model/failure.ts';
import { createTestClock } from '../support/clock.ts';

const KNOWN = new Credential('known');
const BLOCKED = new Credential('blocked');
const DAY_SECONDS = 86_400;
const BLOCK = new Failure('RATE_LIMITED', 'wait', { retryAfter: DAY_SECONDS });

function open() {
  const clock = createTestClock();
  const accepted = new Set([KNOWN.hash, BLOCKED.hash]);
  const limiter = createRateLimiter(clock, ({ hash }) => accepted.has(hash));
  const isAllowed = (credential: Credential) => {
    try {
      limiter.requireCapacity(credential, null);
      return true;
    } catch (error) {
      expect(error).toMatchObject({ code: 'RATE_LIMITED' });
      return false;
    }
  };
  const countTimes = (credential: Credential, times: number) => {
    for (let count = 0; count < times; count++) limiter.count(credential, null);
  };
  return { ...limiter, clock, isAllowed, countTimes };
}

test('2,600 made-up bearers evict neither a count nor a block', () => {
  const { block, isAllowed, countTimes } = open();
  countTimes(KNOWN, 1_140);
  block(BLOCKED, BLOCK);

  for (let n = 0; n < 2_600; n++) countTimes(new Credential(`made up ${n}`), 1);

  expect([KNOWN, BLOCKED].map(isAllowed)).toEqual([false, false]);
});

test('the calls of a credential before its first success are counted', () => {
  const { keepAccount, isAllowed, countTimes } = open();
  const fresh = new Credential('fresh');
  countTimes(fresh, 1_140);
  keepAccount(fresh);

  for (let n = 0; n < 2_600; n++) countTimes(new Credential(`made up ${n}`), 1);

  expect(isAllowed(fresh)).toBe(false);
});

test('an account is kept for as long as it holds a block, and given up after that', () => {
  const { block, isAllowed, clock, fewestRemaining } = open();
  block(BLOCKED, BLOCK);
  for (let minute = 0; minute < 1_439; minute++) clock.advance(60_000);
  expect(isAllowed(BLOCKED)).toBe(false);
  clock.advance(60_000);
  expect(isAllowed(BLOCKED)).toBe(true);
  expect(fewestRemaining()).toBe(1_140);
});

test('a caller whose share is spent is refused at once: an equal request of another must not wait in its back-off', () => {
  const { count, requireCapacity } = open();
  requireCapacity(KNOWN, 'modest');
  for (let calls = 0; calls < 600; calls++) count(KNOWN, 'greedy');

  let refused: unknown;
  try {
    requireCapacity(KNOWN, 'greedy');
  } catch (error) {
    refused = error;
  }

  expect(refused).toMatchObject({ code: 'RATE_LIMITED', isTransient: false });
  expect(String(refused)).toContain('half of its limit');
});
