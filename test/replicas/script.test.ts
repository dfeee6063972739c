import fc from 'fast-check';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';

import { CALL_COUNTS_MS } from '../../src/cloudflare/call-window.ts';
import {
  grantAllowance,
  type Holder,
  isOver,
  withEndedLease,
} from '../../src/cloudflare/sharing/grant-allowance.ts';
import { EXCHANGE_SCRIPT } from '../../src/redis/exchange-script.ts';
import { grantOf } from '../../src/redis/grant-reply.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';

const report = fc.record({
  replica: fc.constantFrom('a', 'b', 'c'),
  waitMs: fc.constantFrom(0, 6_000, 200_000, 3_400_000),
  calls: fc.nat(1_200),
  firstEndsInMs: fc.option(fc.nat(310_000)),
  more: fc.nat(500),
  wanted: fc.nat(40),
  leaseMs: fc.constantFrom(0, 310_000, 3_300_000),
  shares: fc.constantFrom(0, 2, 3),
  isIncomplete: fc.boolean(),
  gone: fc.subarray(['a', 'b', 'c']),
});

describe.skipIf(!HAS_REDIS)('the script', () => {
  test('grants what the function grants', async () => {
    const redis = await startRedis();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    await client.hset('replicas', 'a', '', 'b', '', 'c', '');
    client.defineCommand('exchange', { lua: EXCHANGE_SCRIPT });
    const { exchange = async () => [] } = client as unknown as Record<
      string,
      (...args: unknown[]) => Promise<unknown[]>
    >;
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
            const isGone = gone.includes(id);
            const holder = isGone ? withEndedLease(stored, nowMs, CALL_COUNTS_MS) : stored;
            holders.set(id, holder);
            if (!isOver(holder, nowMs)) others.push(holder);
            else holders.delete(id);
          }
          const rules = { maxCalls: 1_140, shares, windowMs: CALL_COUNTS_MS, isIncomplete };
          const { holder, grant } = grantAllowance(others, { ...each, keeps }, nowMs, rules);
          holders.set(replica, holder);

          const flags = [isIncomplete ? 1 : 0, nowMs, 0, ...gone];
          const common = [replica, 1_140, shares, CALL_COUNTS_MS, ...flags].join(' ');
          const numbers = [sequence, each.calls, each.firstEndsInMs ?? -1, keeps];
          const text = [...numbers, each.wanted, each.leaseMs, 0].join(' ');
          const [reply] = await exchange.call(client, 2, 'replicas', `key${key}`, common, text);
          expect(grantOf(reply)).toEqual({ ...grant, block: null, rejection: null });
        }
      }),
      { numRuns: 200 },
    );
  });

  test('ignores a report that arrives after a later one', async () => {
    const client = new Redis((await startRedis()).url);
    onTestFinished(() => client.disconnect());
    const send = (sequence: number, keeps: number) => {
      const common = `a 1140 2 ${CALL_COUNTS_MS} 0 1000000000 0`;
      const text = `${sequence} 10 -1 ${keeps} 0 3000000 0`;
      return client.eval(EXCHANGE_SCRIPT, 2, 'replicas', 'key', common, text);
    };
    await client.hset('replicas', 'a', '');
    await send(2, 700);
    const [late] = (await send(1, 10)) as unknown[];

    expect(grantOf(late).allowance).toBe(10);
    expect((await client.hget('key', 'a'))?.split(' ').slice(0, 3)).toEqual(['2', '10', '700']);
  });
});
