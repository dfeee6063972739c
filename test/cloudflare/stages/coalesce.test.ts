import { expect, test } from 'vitest';

import { coalesce } from '../../../src/cloudflare/stages/coalesce.ts';
import { createLogicalClock } from '../../../src/lib/logical-clock.ts';
import { Credential } from '../../../src/model/credential.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';

// The operation may be over before it comes to its next read. Nobody would abort that call.
test('a caller that has left starts no call', async () => {
  let calls = 0;
  const read = coalesce(
    async () => {
      calls += 1;
      return [];
    },
    {
      logicalClock: createLogicalClock(),
      rejections: { lastRejection: () => 0 },
      isolatesRequests: false,
    },
  );
  const left = new Error('the caller has left');
  const options = {
    credential: new Credential('a_token'.padEnd(40, '0')),
    callerId: null,
    signal: AbortSignal.abort(left),
    bypassCache: false,
    noOlderThan: [],
    continues: null,
    stats: createUpstreamStats(),
  };

  await expect(read({ options, requests: [] })).rejects.toBe(left);
  expect(calls).toBe(0);
});
