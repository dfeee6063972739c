import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openBench, type ScheduleBench } from '../support/schedules/run.ts';
import { schedules } from '../support/schedules/schedule.ts';

/** `SCHEDULES=20000 npx vitest run test/loading/schedules.test.ts` runs more of them; `SEED` gives others. */
const COUNT = Number(process.env['SCHEDULES'] ?? 300);
const SEED = Number(process.env['SEED'] ?? 14);
const MS_PER_SCHEDULE = 1_000;

describe('clients on two gateways with one credential, over a list that changes and calls that are late', () => {
  let bench: ScheduleBench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  test(
    `nothing is skipped, repeated or older, and no call is wasted: ${COUNT} schedules`,
    async () => {
      await fc.assert(
        fc.asyncProperty(schedules, (schedule) => bench.run(schedule)),
        { numRuns: COUNT, seed: SEED },
      );
      const { complete, waived } = bench.tally;
      if (process.env['SCHEDULES'] !== undefined)
        // Else the promises would be tested on too few walks.
        expect(waived).toBeLessThan(complete / 20);
    },
    60_000 + COUNT * MS_PER_SCHEDULE,
  );
});
