import { expect, test } from 'vitest';

import { createCredentialStandings } from '../../src/cloudflare/credential-standings.ts';
import { createLogicalClock } from '../../src/lib/logical-clock.ts';
import { Credential } from '../../src/model/credential.ts';
import { Failure } from '../../src/model/failure.ts';
import { createTestClock } from '../support/clock.ts';

const HOUR_MS = 3_600_000;
const REJECTED = new Failure('UNAUTHENTICATED', 'rejected');
const KNOWN = new Credential('known');
const OTHER = new Credential('other');

function open() {
  const clock = createTestClock();
  const logicalClock = createLogicalClock();
  const standings = createCredentialStandings(clock, logicalClock);
  const isRejected = (credential: Credential) => {
    try {
      standings.requireNotRejected(credential);
      return false;
    } catch (error) {
      expect(error).toBe(REJECTED);
      return true;
    }
  };
  const flood = () => {
    for (let n = 0; n < 20_001; n++) standings.reject(new Credential(`made up ${n}`), REJECTED);
  };
  return { ...standings, clock, logicalClock, isRejected, flood };
}

test('a flood of rejections evicts neither an acceptance nor a rejection of a known credential', () => {
  const { accept, reject, isAccepted, isRejected, flood } = open();
  accept(KNOWN, 0);
  accept(OTHER, 0);
  reject(OTHER, REJECTED);

  flood();

  expect([KNOWN, OTHER].map(isAccepted)).toEqual([true, false]);
  expect([KNOWN, OTHER].map(isRejected)).toEqual([false, true]);
});

test('an evicted rejection still voids what was read before it', () => {
  const { reject, lastRejection, logicalClock, flood } = open();
  const readAt = logicalClock.tick();
  reject(OTHER, REJECTED);

  flood();

  expect(lastRejection(OTHER)).toBeGreaterThan(readAt);
});

test('a flood does not keep a new credential from being accepted', () => {
  const { accept, isAccepted, logicalClock, flood } = open();
  const startedAt = logicalClock.latest();
  flood();

  accept(KNOWN, startedAt);

  expect(isAccepted(KNOWN)).toBe(true);
});

test('an acceptance lasts for an hour after the last accepted call', () => {
  const { accept, isAccepted, clock, logicalClock } = open();
  accept(KNOWN, 0);
  clock.advance(HOUR_MS - 1);
  expect(isAccepted(KNOWN)).toBe(true);
  accept(KNOWN, logicalClock.latest());
  clock.advance(HOUR_MS - 1);
  expect(isAccepted(KNOWN)).toBe(true);
  clock.advance(1);
  expect(isAccepted(KNOWN)).toBe(false);
});

test('a call that began before the rejection does not lift it; one that began later does', () => {
  const { accept, reject, isAccepted, isRejected, logicalClock } = open();
  const before = logicalClock.latest();
  reject(KNOWN, REJECTED);

  accept(KNOWN, before);
  expect([isAccepted(KNOWN), isRejected(KNOWN)]).toEqual([false, true]);
  accept(KNOWN, logicalClock.latest());
  expect([isAccepted(KNOWN), isRejected(KNOWN)]).toEqual([true, false]);
});
