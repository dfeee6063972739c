import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  compareInstants,
  daysAfter,
  daysBetween,
  instantOf,
  parseInstant,
} from '../../src/lib/instant.ts';

function instant(text: string) {
  const parsed = parseInstant(text);
  if (parsed === null) throw new Error(`not an instant: ${text}`);
  return parsed;
}

const DAY_MS = 86_400_000;
/** From the year 1 to the year 9999. */
const moment = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });

describe('reading a date', () => {
  test.each([
    ['2026-10-07T12:00:00Z', 1_791_374_400, ''],
    ['2026-10-07t12:00:00z', 1_791_374_400, ''],
    ['2026-10-07T12:00:00.500Z', 1_791_374_400, '5'],
    ['2026-10-07T12:00:00.000000001Z', 1_791_374_400, '000000001'],
    ['2026-10-07T14:00:00+02:00', 1_791_374_400, ''],
    ['2026-10-07T06:30:00-05:30', 1_791_374_400, ''],
    ['1969-12-31T23:59:59.25Z', -1, '25'],
    ['2016-12-31T23:59:60Z', 1_483_228_800, ''],
    ['2024-02-29T00:00:00Z', 1_709_164_800, ''],
  ])('%s', (text, seconds, fraction) => {
    expect(parseInstant(text)).toEqual({ seconds, fraction });
  });

  test.each([
    '',
    '2026-10-07',
    '2026-10-07T12:00Z',
    '2026-10-07 12:00:00Z',
    '2026-10-07T12:00:00',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-10-07T24:00:00Z',
    '2026-10-07T12:60:00Z',
    '2026-10-07T12:00:61Z',
    '2026-10-07T12:00:00.Z',
    '2026-10-07T12:00:00+24:00',
    '+02026-10-07T12:00:00Z',
    'tomorrow',
  ])('%j is none', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  test('reads what Date writes', () => {
    fc.assert(
      fc.property(moment, (ms) => {
        expect(parseInstant(new Date(ms).toISOString())).toEqual(instantOf(ms));
      }),
    );
  });
});

test('compares as Date does, and beyond milliseconds by every digit', () => {
  fc.assert(
    fc.property(moment, moment, (one, other) => {
      const compared = compareInstants(instantOf(one), instantOf(other));
      expect(Math.sign(compared)).toBe(Math.sign(one - other));
    }),
  );
  const inOrder = ['00Z', '00.0000001Z', '00.09Z', '00.1Z', '00.10001Z', '00.9Z', '01Z'];
  const instants = inOrder.map((end) => instant(`2026-10-07T12:00:${end}`));
  for (const [index, one] of instants.entries()) {
    for (const [otherIndex, other] of instants.entries()) {
      expect(Math.sign(compareInstants(one, other))).toBe(Math.sign(index - otherIndex));
    }
  }
});

test('counts whole days', () => {
  fc.assert(
    fc.property(moment, moment, (from, to) => {
      expect(daysBetween(instantOf(from), instantOf(to))).toBe(Math.floor((to - from) / DAY_MS));
    }),
  );
  expect(daysAfter(instant('2026-02-28T10:00:00.5Z'), 2)).toEqual(
    instant('2026-03-02T10:00:00.5Z'),
  );
});
