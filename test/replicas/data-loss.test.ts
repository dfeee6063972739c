import fc from 'fast-check';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';

import { createCredentialStandings } from '../../src/cloudflare/credential-standings.ts';
import { createRateLimiter } from '../../src/cloudflare/rate-limiter.ts';
import { createSharing } from '../../src/cloudflare/sharing/sharing.ts';
import { createLogicalClock } from '../../src/lib/logical-clock.ts';
import { Credential } from '../../src/model/credential.ts';
import type { RateLimitStore } from '../../src/model/rate-limit-store.ts';
import { createUpstreamStats } from '../../src/model/upstream-stats.ts';
import { createRedisStore } from '../../src/redis/redis-store.ts';
import { createTestClock, type TestClock } from '../support/clock.ts';
import { HAS_REDIS, startRedis } from '../support/redis.ts';

/** `RUNS=400 npx vitest run test/replicas/data-loss.test.ts` runs more schedules; `SEED` gives others. */
const RUNS = Number(process.env['RUNS'] ?? 30);
const SEED = Number(process.env['SEED'] ?? 14);

const WINDOW_MS = 300_000;
const START_MS = 1_000_000_000_000;
const LOG = { info() {}, warn() {}, error() {} };
const CREDENTIAL = new Credential('one');

/** Enough to get nearly all calls that are free. */
const MAX_ASKED = 12;

type Link = 'up' | 'cut' | 'hung';

const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A replica without HTTP: its limits and its store, with a link that a test can cut. */
function createMember(url: string, replicas: number, clock: TestClock) {
  const { monotonicMs } = clock;
  const store = createRedisStore({ url, replicas, monotonicMs, now: clock.now });
  let link: Link = 'up';
  let inFlight = 0;
  /** Answers that are late. */
  const held: (() => void)[] = [];
  const through = async <T>(work: () => Promise<T>): Promise<T> => {
    if (link === 'cut') throw new Error('cut');
    inFlight += 1;
    const result = await work().finally(() => {
      inFlight -= 1;
    });
    if (link === 'hung') await new Promise<void>((resolve) => held.push(resolve));
    return result;
  };
  const linked: RateLimitStore = {
    ...store,
    exchange: (hash, report) => through(() => store.exchange(hash, report)),
    probe: () => through(() => store.probe()),
  };
  const standings = createCredentialStandings(clock, createLogicalClock());
  const rateLimiter = createRateLimiter(clock, () => true, replicas);
  const ports = { store: linked, clock, log: LOG, rateLimiter, standings };
  const sharing = createSharing({ ...ports, isolatesRequests: false });

  /** As many calls as are allowed, `most` at most. */
  function makeCalls(most: number): number {
    for (let calls = 0; calls < most; calls++) {
      try {
        rateLimiter.requireCapacity(CREDENTIAL, null);
      } catch {
        return calls;
      }
      rateLimiter.count(CREDENTIAL, null);
    }
    return most;
  }

  /** Until Redis has answered all that was sent. */
  async function settle(): Promise<void> {
    for (let times = 0; times < 4; times++) {
      if (link === 'up') await store.probe().catch(() => {});
      await tick();
    }
    while (inFlight > 0) await tick();
  }

  return {
    settle,
    connect: () => connected(store),
    setLink(next: Link) {
      link = next;
      for (const release of held.splice(0)) release();
    },
    /** Asks the store, then makes calls without asking again; until it has made all, or gets no more. */
    async callAll(most: number): Promise<number> {
      let total = 0;
      for (let asked = 0; asked < MAX_ASKED && total < most; asked++) {
        const calls = await this.call(most - total);
        if (calls === 0) break;
        total += calls;
      }
      return total;
    },
    async call(most: number): Promise<number> {
      let calls = 0;
      const admitted = sharing.admit(CREDENTIAL, createUpstreamStats(), () => {
        calls = makeCalls(most);
      });
      await tick();
      while (inFlight > 0) await tick();
      await tick();
      if (link === 'hung') clock.advance(50);
      await admitted;
      return calls;
    },
    close: () => sharing.close(),
  };
}

type Member = ReturnType<typeof createMember>;

/** What happens next: one of these kinds. */
interface Step {
  readonly call?: number;
  readonly seconds?: number;
  readonly waitMs?: number;
  readonly link?: Link;
  readonly harm?: string;
  readonly end?: string;
  readonly member?: number;
}

const member = fc.nat(2);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ call: fc.constantFrom(1, 300, 1_300, 1_300), member }) },
  { weight: 3, arbitrary: fc.record({ seconds: fc.constantFrom(1, 2, 5) }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.constantFrom(100_000, 310_000, 3_400_000) }) },
  { weight: 2, arbitrary: fc.record({ link: fc.constantFrom<Link>('up', 'cut', 'hung'), member }) },
  {
    weight: 4,
    arbitrary: fc.record({ harm: fc.constantFrom('flush', 'flush', 'overwrite', 'garble') }),
  },
  { weight: 2, arbitrary: fc.record({ end: fc.constantFrom('goodbye', 'crash'), member }) },
);

const all = (who: number) => ({ call: 1_300, member: who });
const cut = { link: 'cut' as const, member: 0 };
const crash = { end: 'crash', member: 0 };
const flush = { harm: 'flush' };
const seconds = { seconds: 5 };

/** Each of these needs a rule of its own. */
const EXAMPLES: Step[][] = [
  // Redis does not know a replica, and so not what others hold.
  [all(0), flush, all(1)],
  // The others wait for one that is cut off,
  [all(0), cut, flush, seconds, all(1)],
  // even if its calls have left the window: it may make as many again.
  [all(0), { waitMs: 310_000 }, cut, flush, { waitMs: 310_000 }, all(1), all(0)],
  // One that has ended does not report its calls any more.
  [all(0), cut, flush, crash, seconds, all(1)],
  // One that has ended may not have reported all its calls.
  [{ call: 300, member: 0 }, crash, seconds, seconds, all(1)],
  // Replicas that are connected report once more, each in its own time.
  [{ call: 300, member: 2 }, all(1), flush, { seconds: 1 }, { call: 300, member: 2 }],
  // A second loss, before all have come back after the first one.
  [all(0), cut, flush, seconds, flush, seconds, all(1)],
  [all(0), crash, flush, seconds, flush, seconds, all(1)],
  [all(0), { harm: 'overwrite' }, all(1)],
  [all(0), { harm: 'garble' }, all(1)],
];

describe.skipIf(!HAS_REDIS)('Redis that forgets', () => {
  test('does not let three replicas make more than 1,200 calls in any five minutes', async () => {
    const { url } = await startRedis();
    const client = new Redis(url);
    onTestFinished(() => client.disconnect());
    /** Another client, or a loss, does this to what Redis holds. */
    const harm = {
      flush: () => client.flushall(),
      overwrite: () => onKeys((key) => client.set(key, 'rubbish')),
      garble: () =>
        onKeys(async (key) => {
          const fields = await client.hkeys(key).catch(() => []);
          for (const field of fields) await client.hset(key, field, '1 -9');
        }),
    } as Record<string, () => Promise<unknown>>;
    async function onKeys(change: (key: string) => Promise<unknown>) {
      for (const key of await client.keys('*')) {
        if (!key.endsWith(':replicas')) await change(key);
      }
    }

    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await client.flushall();
        const clock = createTestClock(START_MS);
        const open = () => createMember(url, 3, clock);
        const members = [open(), open(), open()];
        const links: Link[] = ['up', 'up', 'up'];
        const ended: Member[] = [];
        const settle = () => Promise.all(members.map((each) => each.settle()));
        const second = async () => {
          clock.advance(1_000);
          await settle();
        };
        await Promise.all(members.map((each) => each.connect()));
        try {
          for (let times = 0; times < 4; times++) await second();
          let starts = 0;
          const sent: { atMs: number; calls: number }[] = [];
          for (const each of steps) {
            const index = each.member ?? 0;
            const at = members[index] as Member;
            if (each.call !== undefined) {
              sent.push({ atMs: clock.elapsedMs(), calls: await at.callAll(each.call) });
            }
            for (let times = 0; times < (each.seconds ?? 0); times++) await second();
            if (each.waitMs !== undefined) {
              clock.advance(each.waitMs);
              await second();
            }
            if (each.link !== undefined) {
              links[index] = each.link;
              at.setLink(links[index]);
            }
            // If nobody is connected, nobody can tell a new Redis what the replicas hold.
            if (each.harm !== undefined && links.includes('up')) await harm[each.harm]?.();
            if (each.end !== undefined && links.some((link, i) => i !== index && link === 'up')) {
              if (each.end === 'goodbye' && links[index] === 'up') await at.close();
              else at.setLink('cut');
              ended.push(at);
              starts += 1;
              members[index] = open();
              links[index] = 'up';
              await members[index]?.connect();
              await second();
            }
            const recent = sent.filter(({ atMs }) => atMs > clock.elapsedMs() - WINDOW_MS);
            // A replica that starts has its few calls again.
            expect(recent.reduce((sum, { calls }) => sum + calls, 0)).toBeLessThanOrEqual(
              1_200 + starts * 20,
            );
          }
        } finally {
          for (const each of [...members, ...ended]) each.setLink('cut');
          await Promise.all([...members, ...ended].map((each) => each.close()));
        }
      }),
      {
        numRuns: RUNS,
        seed: SEED,
        examples: EXAMPLES.map((steps): [Step[]] => [steps]),
      },
    );
  }, 120_000);

  /** Both know each other, and the first one holds nearly all calls. */
  async function openTwo() {
    const { url } = await startRedis();
    const client = new Redis(url);
    const open = () => createRedisStore({ url, replicas: 2 });
    const [first, second] = [open(), open()];
    onTestFinished(async () => {
      await Promise.all([first.close(), second.close()]);
      client.disconnect();
    });
    for (const store of [first, second, first]) await connected(store);
    const report = { calls: 0, firstEndsInMs: null, keeps: 0, wanted: 1_100, leaseMs: 3_300_000 };
    expect(await first.exchange('one', report)).toMatchObject({ allowance: 1_100 });
    return { client, first, second, report };
  }

  test('takes no replica for one that has reported again while its report is on its way', async () => {
    const { client, first, second, report } = await openTwo();
    first.onLoss?.(() => new Promise(() => {}));
    await client.flushall();
    // The second attempt is sent before the first one is answered.
    await Promise.all([first.probe(), first.probe(), second.probe()]);
    await second.probe();

    expect(await second.exchange('one', report)).toMatchObject({ allowance: 0, isComplete: false });
  });

  test('grants nothing to a replica that is about to hear of the loss', async () => {
    const { client, second, report } = await openTwo();
    await client.flushall();
    const [, grant] = await Promise.all([second.probe(), second.exchange('one', report)]);

    expect(grant).toMatchObject({ allowance: 0, isComplete: false });
  });
});

async function connected(store: RateLimitStore): Promise<void> {
  while (
    !(await store.probe().then(
      () => true,
      () => false,
    ))
  )
    await tick();
}
