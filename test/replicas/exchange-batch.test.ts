import { expect, test } from 'vitest';

import { createExchangeBatch } from '../../src/redis/exchange-batch.ts';

test('the reports of one turn go as one command, at most 64, and each gets its own reply', async () => {
  const sizes: number[] = [];
  const exchange = createExchangeBatch(async (keys, reports) => {
    sizes.push(keys.length);
    return keys.map((key, index) => `${key} ${reports[index]}`);
  });
  const sent = Array.from({ length: 65 }, (_, n) => exchange(`key${n}`, `report${n}`));

  expect(await Promise.all(sent)).toEqual(sent.map((_, n) => `key${n} report${n}`));
  expect(sizes).toEqual([64, 1]);
});

test('a command that fails fails all its reports, and a reply that is no list answers none', async () => {
  const failing = createExchangeBatch(() => Promise.reject(new Error('away')));
  const results = await Promise.allSettled([failing('one', ''), failing('two', '')]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);

  expect(await createExchangeBatch(async () => null)('one', '')).toBeUndefined();
});
