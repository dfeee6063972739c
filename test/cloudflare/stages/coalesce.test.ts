import { describe, expect, test } from 'vitest';

import { coalesce } from '../../../src/cloudflare/stages/coalesce.ts';
import type { AbortableRead } from '../../../src/cloudflare/types.ts';
import { createLogicalClock } from '../../../src/lib/logical-clock.ts';
import { Credential } from '../../../src/model/credential.ts';
import type { ReadOptions } from '../../../src/model/token-source.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';

const credentialOf = (name: string) => new Credential(name.padEnd(40, '0'));

interface Call {
  readonly signal: AbortSignal;
  end(): void;
  fail(error: Error): void;
}

/** The stage over calls that end when the test says so. */
function open({ isolatesRequests = false } = {}) {
  const logicalClock = createLogicalClock();
  const state = { rejectedAt: 0 };
  const calls: Call[] = [];
  const read = coalesce(
    ((_request: unknown, { signal }: AbortController) =>
      new Promise<unknown>((resolve, fail) => {
        const name = `call ${calls.length}`;
        const end = () => resolve([{ value: name as never, messages: [], bytes: 0 }]);
        calls.push({ signal, end, fail });
      })) as AbortableRead,
    { logicalClock, rejections: { lastRejection: () => state.rejectedAt }, isolatesRequests },
  );
  async function ask(paths: readonly string[], options: Partial<ReadOptions> = {}) {
    const snapshot = await read({
      options: {
        ...{ credential: credentialOf('one'), callerId: null, bypassCache: false },
        ...{ signal: new AbortController().signal, noOlderThan: [], continues: null },
        ...{ stats: createUpstreamStats(), ...options },
      },
      requests: paths.map((path) => ({ path, endpoint: '', decode: () => '' })),
    });
    const { startedAt, completedAt, responses } = snapshot;
    return { startedAt, completedAt, value: responses[0]?.value };
  }
  return { ask, calls, state, logicalClock };
}

describe('a call in flight', () => {
  test('is shared by reads of the same pages with the same credential', async () => {
    const { ask, calls } = open();
    const stats = createUpstreamStats();
    const reads = [
      ask(['a', 'b']),
      ask(['a']),
      ask(['a', 'b'], { credential: credentialOf('other') }),
      ask(['a', 'b'], { stats }),
    ];
    for (const { end } of calls) end();

    const found = await Promise.all(reads);
    expect(found.map(({ value }) => value)).toEqual(['call 0', 'call 1', 'call 2', 'call 0']);
    expect(stats.coalesced).toBe(2);
  });

  test('is shared only if it began after all that the read must follow', async () => {
    const { ask, calls, state, logicalClock } = open();
    const before = logicalClock.tick();
    const reads = [ask(['a'])];
    const beganAt = logicalClock.latest();
    reads.push(ask(['a'], { noOlderThan: [before] }));
    expect(calls).toHaveLength(1);
    reads.push(ask(['a'], { noOlderThan: [before, beganAt] }));
    expect(calls).toHaveLength(2);

    // Nor if it began before its credential was rejected.
    state.rejectedAt = logicalClock.tick();
    reads.push(ask(['a'], { noOlderThan: [before] }));
    expect(calls).toHaveLength(3);
    reads.push(ask(['a'], { noOlderThan: [logicalClock.tick()] }));
    expect(calls).toHaveLength(4);

    for (const { end } of calls) end();
    await Promise.all(reads);
  });

  test('that ends leaves a newer one to others', async () => {
    const { ask, calls, logicalClock } = open();
    const older = ask(['a']);
    const newer = ask(['a'], { noOlderThan: [logicalClock.latest()] });
    calls[0]?.end();
    await older;

    const joined = ask(['a']);
    calls[1]?.end();
    expect(await newer).toEqual(await joined);
    expect(calls).toHaveLength(2);
  });

  test('spans all that happens meanwhile, and is not shared once it has ended', async () => {
    const { ask, calls, logicalClock } = open();
    const read = ask(['a']);
    const meanwhile = logicalClock.tick();
    calls[0]?.end();

    const { startedAt, completedAt } = await read;
    expect(startedAt).toBeLessThan(meanwhile);
    expect(completedAt).toBeGreaterThan(meanwhile);
    const next = ask(['a']);
    calls[1]?.end();
    expect((await next).startedAt).toBeGreaterThan(completedAt);
  });

  test('fails for all, and the next read starts a new one', async () => {
    const { ask, calls } = open();
    const reads = [ask(['a']), ask(['a'])];
    calls[0]?.fail(new Error('it has failed'));
    for (const read of reads) await expect(read).rejects.toThrow('it has failed');

    const next = ask(['a']);
    calls[1]?.end();
    expect(await next).toMatchObject({ value: 'call 1' });
  });
});

describe('a caller that has left', () => {
  // The operation may be over before it comes to its next read. Nobody would abort that call.
  test('starts no call', async () => {
    const { ask, calls } = open();
    const left = new Error('the caller has left');

    await expect(ask(['a'], { signal: AbortSignal.abort(left) })).rejects.toBe(left);
    expect(calls).toEqual([]);
  });

  test('ends the call only if it was the last one, and nobody joins that call', async () => {
    const { ask, calls } = open();
    const controllers = [new AbortController(), new AbortController()];
    const reads = controllers.map(({ signal }) => ask(['a'], { signal }));
    const [one, other] = controllers;
    one?.abort(new Error('the first has left'));
    await expect(reads[0]).rejects.toThrow('the first has left');
    expect(calls[0]?.signal.aborted).toBe(false);

    let next: ReturnType<typeof ask> | undefined;
    calls[0]?.signal.addEventListener('abort', () => {
      next = ask(['a']);
    });
    other?.abort(new Error('the last has left'));
    await expect(reads[1]).rejects.toThrow('the last has left');
    expect(calls[0]?.signal.reason).toEqual(new Error('the last has left'));
    calls[1]?.end();
    expect(await next).toMatchObject({ value: 'call 1' });
  });
});

test('where no request may wait for another one, only reads of one operation share a call', async () => {
  const { ask, calls } = open({ isolatesRequests: true });
  const stats = createUpstreamStats();
  const reads = [ask(['a'], { stats }), ask(['a'], { stats }), ask(['a'])];
  for (const { end } of calls) end();

  const found = await Promise.all(reads);
  expect(found.map(({ value }) => value)).toEqual(['call 0', 'call 0', 'call 1']);
});
