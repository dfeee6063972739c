import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';

import { openBench, type ScheduleBench } from '../support/schedules/run.ts';
import { longSchedules } from '../support/schedules/schedule.ts';

/** `SCHEDULES=20000 npx vitest run test/loading/long-schedules.test.ts` runs more; `SEED` gives others. */
const COUNT = Number(process.env['SCHEDULES'] ?? 150);
const SEED = Number(process.env['SEED'] ?? 14);
const MS_PER_SCHEDULE = 1_000;

describe('lists of several pages whose total is right, absent or wrong, and cached pages of many requests', () => {
  let bench: ScheduleBench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterAll(() => bench.close());

  test(
    `no answer joins a cached page with a newer one: ${COUNT} schedules`,
    async () => {
      await fc.assert(
        fc.asyncProperty(longSchedules, (schedule) => bench.run(schedule)),
        { numRuns: COUNT, seed: SEED },
      );
    },
    60_000 + COUNT * MS_PER_SCHEDULE,
  );
});
