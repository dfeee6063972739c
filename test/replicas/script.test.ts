import fc from 'fast-check';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';

import { CALL_COUNTS_MS } from '../../src/cloudflare/call-window.ts';
import {
  grantAllowance,
  type Holder,
  isOver,
  withoutReserve,
} from '../../src/cloudflare/sharing/grant-allowance.ts';
import { EXCHANGE_SCRIPT } from '../../src/redis/exchange-script.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';

const report = fc.record({
  replica: fc.constantFrom('a', 'b', 'c'),
  waitMs: fc.constantFrom(0, 6_000, 200_000, 3_400_000),
  calls: fc.nat(1_200),
  firstEndsInMs: fc.option(fc.nat(310_000)),
  more: fc.nat(500),
  wanted: fc.nat(40),
  leaseMs: fc.constantFrom(310_000, 3_300_000),
  shares: fc.constantFrom(0, 2, 3),
  isIncomplete: fc.boolean(),
  gone: fc.subarray(['a', 'b', 'c']),
});

describe.skipIf(!HAS_REDIS)('the script', () => {
  test('grants what the function grants', async () => {
    const redis = await startRedis();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    client.defineCommand('exchange', { numberOfKeys: 1, lua: EXCHANGE_SCRIPT });
    const exchange = (
      client as unknown as Record<string, (...args: unknown[]) => Promise<number[]>>
    )['exchange']?.bind(client);
    let key = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(report, { maxLength: 12 }), async (reports) => {
        key += 1;
        const holders = new Map<string, Holder>();
        let [nowMs, sequence] = [1_000_000_000, 0];
        for (const { replica, waitMs, more, shares, isIncomplete, gone, ...each } of reports) {
          nowMs += waitMs;
          sequence += 1;
          const keeps = each.calls + more;
          const others: Holder[] = [];
          for (const [id, stored] of holders) {
            if (id === replica) continue;
            const holder = gone.includes(id) ? withoutReserve(stored) : stored;
            if (!isOver(holder, nowMs)) others.push(holder);
            else holders.delete(id);
          }
          const rules = { maxCalls: 1_140, shares, windowMs: CALL_COUNTS_MS, isIncomplete };
          const { holder, grant } = grantAllowance(others, { ...each, keeps }, nowMs, rules);
          holders.set(replica, holder);

          const reply = await exchange?.(
            ...[`key${key}`, replica, sequence, each.calls, each.firstEndsInMs ?? -1, keeps],
            ...[each.wanted, each.leaseMs, 1_140, shares, CALL_COUNTS_MS, isIncomplete ? 1 : 0],
            ...[nowMs, 0, 0, ...gone],
          );
          expect(reply?.slice(0, 4)).toEqual([
            ...[grant.allowance, grant.otherCalls, grant.otherReserves],
            grant.firstEndsInMs ?? -1,
          ]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('ignores a report that arrives after a later one', async () => {
    const client = new Redis((await startRedis()).url);
    onTestFinished(() => client.disconnect());
    const send = (sequence: number, keeps: number) =>
      client.eval(
        EXCHANGE_SCRIPT,
        1,
        'key',
        'a',
        sequence,
        10,
        -1,
        keeps,
        0,
        3e6,
        1_140,
        2,
        310_000,
        0,
        1e9,
        0,
        0,
      );
    await send(2, 700);
    await send(1, 10);

    expect((await client.hget('key', 'a'))?.split(' ').slice(0, 3)).toEqual(['2', '10', '700']);
  });
});
