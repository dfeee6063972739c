import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compileFilter } from '../../src/inventory/filter.ts';
import { findingsOf } from '../../src/inventory/findings.ts';
import { ipRestrictionOf } from '../../src/inventory/ip-restriction.ts';
import { compareKeysBy, type SortField, sortKeyOf } from '../../src/inventory/order.ts';
import { startSummary } from '../../src/inventory/summary.ts';
import { instantOf } from '../../src/lib/instant.ts';
import {
  naiveFindings,
  naiveMatches,
  naiveOrder,
  naiveRestriction,
} from '../support/naive-inventory.ts';
import { filter, NOW_MS, token, tokens } from '../support/random-tokens.ts';

const NOW = instantOf(NOW_MS);
const FIELDS: readonly SortField[] = [
  'NAME',
  'EXPIRES_ON',
  'ISSUED_ON',
  'LAST_USED_ON',
  'MODIFIED_ON',
];

describe('on random tokens, the same as a naive second implementation', () => {
  test('findings and restrictions', () => {
    fc.assert(
      fc.property(token, (each) => {
        expect(findingsOf(each, NOW).map(({ kind }) => kind)).toEqual(naiveFindings(each, NOW_MS));
        expect(ipRestrictionOf(each.condition)).toBe(naiveRestriction(each));
      }),
      { numRuns: 2_000 },
    );
  });

  test('filters', () => {
    let passed = 0;
    let failed = 0;
    fc.assert(
      fc.property(fc.array(token, { minLength: 5, maxLength: 5 }), filter, (rows, asked) => {
        const passes = compileFilter(asked, NOW);
        for (const row of rows) {
          const isFound = naiveMatches(row, asked, NOW_MS);
          expect(passes(row)).toBe(isFound);
          if (isFound) passed += 1;
          else failed += 1;
        }
      }),
      { numRuns: 2_000 },
    );
    // Filters that nothing passes, or everything, would prove little.
    expect(Math.min(passed, failed)).toBeGreaterThan(1_000);
  });

  test.each(FIELDS)('the order by %s, both ways', (field) => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const expected = naiveOrder(rows, field).map(({ id }) => id);
        const sorted = (direction: 'ASC' | 'DESC') => {
          const compare = compareKeysBy(field, direction);
          return rows
            .toSorted((one, other) => compare(sortKeyOf(one, field), sortKeyOf(other, field)))
            .map(({ id }) => id);
        };
        expect(sorted('ASC')).toEqual(expected);
        expect(sorted('DESC')).toEqual(expected.toReversed());
      }),
      { numRuns: 200 },
    );
  });

  test('summaries', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const counting = startSummary(NOW);
        for (const row of rows) counting.add(row);
        const { total, unreadable, byStatus, byFinding } = counting.summary();
        expect({ total, unreadable }).toEqual({ total: rows.length, unreadable: 0 });
        for (const { status, count } of byStatus) {
          expect(count).toBe(rows.filter((row) => row.status === status).length);
        }
        expect(byStatus.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length);
        for (const { kind, count } of byFinding) {
          const having = rows.filter((row) => naiveFindings(row, NOW_MS).includes(kind));
          expect(count).toBe(having.length);
        }
        const kinds = new Set(rows.flatMap((row) => naiveFindings(row, NOW_MS)));
        expect(byFinding.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
      }),
      { numRuns: 200 },
    );
  });
});
