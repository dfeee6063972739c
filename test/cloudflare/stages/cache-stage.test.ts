import { describe, expect, test } from 'vitest';

import { cache } from '../../../src/cloudflare/stages/cache.ts';
import type { Read, Snapshot } from '../../../src/cloudflare/types.ts';
import { createLogicalClock } from '../../../src/lib/logical-clock.ts';
import { Credential } from '../../../src/model/credential.ts';
import type { ReadOptions } from '../../../src/model/token-source.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';
import { createTestClock } from '../../support/clock.ts';

const TTL_MS = 5_000;
const LONG_TTL_MS = 180_000;
const credentialOf = (name: string) => new Credential(name.padEnd(40, '0'));

interface Page {
  readonly path: string;
  readonly ttlMs?: number;
}

/** The stage over reads that count themselves: the value of a page names its read. */
function open() {
  const timers = { started: 0 };
  const testClock = createTestClock();
  const clock: typeof testClock = {
    ...testClock,
    schedule(durationMs, callback) {
      timers.started += 1;
      return testClock.schedule(durationMs, callback);
    },
  };
  const logicalClock = createLogicalClock();
  const state = { isNearLimit: false, rejectedAt: 0, isFailing: false };
  let reads = 0;
  const next = (async ({ requests }) => {
    reads += 1;
    const startedAt = logicalClock.tick();
    if (state.isFailing) throw new Error('the call has failed');
    const responses = requests.map(({ path }) => ({
      ...{ value: `${path} of read ${reads}`, messages: [], bytes: 10 },
    }));
    return { responses, fromCache: false, startedAt, completedAt: logicalClock.tick() };
  }) as Read;
  const stage = cache({
    clock,
    ttlMs: TTL_MS,
    isNearLimit: () => state.isNearLimit,
    rejections: { lastRejection: () => state.rejectedAt },
  });
  const withStage = stage(next);

  function read(
    pages: readonly (string | Page)[],
    options: Partial<ReadOptions> = {},
    by = withStage,
  ) {
    return by({
      options: {
        ...{ credential: credentialOf('one'), callerId: null, bypassCache: false },
        ...{ signal: new AbortController().signal, noOlderThan: [], continues: null },
        ...{ stats: createUpstreamStats(), ...options },
      },
      requests: pages.map((page) => ({
        ...(typeof page === 'string' ? { path: page } : page),
        ...{ endpoint: '', decode: () => '' },
      })),
    });
  }
  return { read, stage, state, timers, clock, logicalClock };
}

const valuesOf = ({ responses }: Snapshot<string>) => responses.map(({ value }) => value);

describe('pages of several reads', () => {
  test('are one snapshot if each read continues the one before, in the order of the request', async () => {
    const { read } = open();
    const first = await read(['b']);
    const second = await read(['a'], { continues: first });

    const both = await read(['a', 'b']);

    expect(valuesOf(both)).toEqual(['a of read 2', 'b of read 1']);
    const { startedAt } = first;
    expect(both).toMatchObject({ fromCache: true, startedAt, completedAt: second.completedAt });
  });

  test('are none if a page was read again meanwhile', async () => {
    const { read } = open();
    const first = await read(['a']);
    await read(['a'], { bypassCache: true });
    await read(['b'], { continues: first });

    expect(valuesOf(await read(['a', 'b']))).toEqual(['a of read 4', 'b of read 4']);
  });

  test('are as old as the oldest one', async () => {
    const { read, clock } = open();
    const first = await read(['a']);
    clock.advance(TTL_MS - 1);
    await read(['b'], { continues: first });
    expect(await read(['a', 'b'])).toMatchObject({ fromCache: true });
    clock.advance(1);

    expect(await read(['b'])).toMatchObject({ fromCache: true });
    expect(await read(['a', 'b'])).toMatchObject({ fromCache: false });
  });

  test('are not served if one of them began before its credential was rejected', async () => {
    const { read, state, logicalClock } = open();
    const first = await read(['a']);
    state.rejectedAt = logicalClock.tick();
    await read(['b'], { continues: first });

    expect(await read(['b'])).toMatchObject({ fromCache: true });
    expect(await read(['a', 'b'])).toMatchObject({ fromCache: false });
  });
});

describe('a cached page', () => {
  test('is served to its own credential, and only with all other pages of the request', async () => {
    const { read } = open();
    await read(['a']);

    expect(await read(['a'], { credential: credentialOf('other') })).toMatchObject({
      fromCache: false,
    });
    expect(valuesOf(await read(['a', 'b']))).toEqual(['a of read 3', 'b of read 3']);
    expect(valuesOf(await read(['a']))).toEqual(['a of read 3']);
  });

  test('is served until its time is over, or its own longer time', async () => {
    const { read, clock } = open();
    await read(['a']);
    await read([{ path: 'long', ttlMs: LONG_TTL_MS }]);
    clock.advance(TTL_MS - 1);
    expect(await read(['a'])).toMatchObject({ fromCache: true });
    clock.advance(1);

    expect(await read(['a'])).toMatchObject({ fromCache: false });
    // The sweep keeps it, too.
    for (const durationMs of [60_000, 60_000, LONG_TTL_MS - 120_000 - TTL_MS - 1]) {
      clock.advance(durationMs);
      expect(await read(['long'])).toMatchObject({ fromCache: true });
    }
    clock.advance(1);
    expect(await read(['long'])).toMatchObject({ fromCache: false });
  });

  test('is not younger for a second caller of the same read', async () => {
    const { read, stage, clock } = open();
    const shared = await read(['b']);
    const coalesced = stage((async () => shared) as Read);
    await read(['a'], {}, coalesced);
    clock.advance(TTL_MS - 1);
    await read(['a'], { bypassCache: true }, coalesced);
    clock.advance(1);

    expect(await read(['a'])).toMatchObject({ fromCache: false });
  });

  test('near the rate limit, is served for a minute, and says its age', async () => {
    const { read, clock, state } = open();
    await read(['a']);
    clock.advance(59_999);
    expect(await read(['a'], { bypassCache: true })).toMatchObject({ fromCache: false });
    state.isNearLimit = true;
    // Its minute goes on, although a sweep comes meanwhile.
    clock.advance(59_999);
    const stats = createUpstreamStats();
    expect(await read(['a'], { stats })).toMatchObject({ fromCache: true });
    expect(stats).toMatchObject({ staleSeconds: 60, cacheHits: 1 });
    clock.advance(1);
    expect(await read(['a'])).toMatchObject({ fromCache: false });
  });

  test('is not served to a read that must be newer', async () => {
    const { read, logicalClock } = open();
    const { completedAt } = await read(['a']);
    expect(await read(['a'], { noOlderThan: [completedAt] })).toMatchObject({ fromCache: true });

    expect(await read(['a'], { noOlderThan: [completedAt, logicalClock.tick()] })).toMatchObject({
      fromCache: false,
    });
  });

  test('that was requested before its credential was rejected is not stored', async () => {
    const { read, state } = open();
    state.rejectedAt = Infinity;
    const stats = createUpstreamStats();
    await read(['a'], { stats });
    state.rejectedAt = 0;

    expect(stats.freshUntilMs).toBe(Number.NEGATIVE_INFINITY);
    expect(await read(['a'])).toMatchObject({ fromCache: false });
  });
});

test('an answer is fresh until the first of its pages is not, and never with a failure', async () => {
  const { read, clock, state } = open();
  const stats = createUpstreamStats();
  await read(['a'], { stats });
  clock.advance(2_000);
  await read(['b'], { stats });
  expect(stats.freshUntilMs).toBe(TTL_MS);
  const ofHits = createUpstreamStats();
  await read(['b'], { stats: ofHits });
  expect(ofHits.freshUntilMs).toBe(TTL_MS + 2_000);

  state.isFailing = true;
  await expect(read(['c'], { stats })).rejects.toThrow('the call has failed');
  expect(stats.freshUntilMs).toBe(Number.NEGATIVE_INFINITY);
});

test('pages are swept once a minute, until none is left', async () => {
  const { read, clock, timers } = open();
  await read(['a', { path: 'long', ttlMs: LONG_TTL_MS }]);
  for (let minute = 0; minute < 6; minute++) clock.advance(60_000);
  expect(timers.started).toBe(3);
});
