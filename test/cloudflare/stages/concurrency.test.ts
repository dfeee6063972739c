import { expect, test } from 'vitest';
import { limitConcurrency } from '../../../src/cloudflare/stages/concurrency.ts';
import type { SendCall, UpstreamCall } from '../../../src/cloudflare/types.ts';
import { Credential } from '../../../src/model/credential.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';

const LIMITS = {
  ...{ perCredential: 3, total: 4, perStranger: 1, strangers: 2 },
  ...{ waitingPerCaller: 5, waitingTotal: 6, waitingStrangers: 3 },
};

/** A stage over calls that end when the test says so. */
function open() {
  const accepted = new Set<string>();
  const sent: string[] = [];
  const ends: (() => void)[] = [];
  const stage = limitConcurrency(LIMITS, ({ hash }) => accepted.has(hash));
  const send = stage((async ({ path }) => {
    sent.push(path);
    await new Promise<void>((resolve) => ends.push(resolve));
    return { value: null, messages: [], bytes: 0 };
  }) as SendCall);
  const call = (
    name: string,
    callerId: string | null = null,
    { signal } = new AbortController(),
  ) => {
    const request: UpstreamCall<null> = {
      ...{ path: callerId ?? name, endpoint: '', decode: () => null, abort() {}, headers: {} },
      ...{ credential: new Credential(name), callerId, stats: createUpstreamStats() },
      signal,
    };
    return send(request).then(
      () => 'OK',
      (error: Error) => error.message,
    );
  };
  /** Ends the oldest call in flight. */
  async function end() {
    ends.shift()?.();
    await settle();
  }
  return { call, end, sent, accept: (name: string) => accepted.add(new Credential(name).hash) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a stranger’s calls wait for its first answer; once accepted, it has the room of others', async () => {
  const { call, end, sent, accept } = open();
  const calls = [1, 2, 3].map(() => call('new'));
  await settle();
  expect(sent).toHaveLength(1);

  accept('new');
  await end();
  expect(sent).toHaveLength(3);
  await end();
  await end();
  expect(await Promise.all(calls)).toEqual(['OK', 'OK', 'OK']);
});

test('strangers fill neither all calls nor all places to wait, and come after known credentials', async () => {
  const { call, end, sent, accept } = open();
  accept('known');
  const strangers = ['a', 'b', 'c', 'd', 'e'].map((name) => call(name));
  await settle();
  expect(sent).toEqual(['a', 'b']);
  expect(await call('f')).toContain('3 calls with credentials that Cloudflare has not accepted');

  const known = [1, 2, 3, 4].map(() => call('known'));
  await settle();
  expect(sent).toEqual(['a', 'b', 'known', 'known']);
  await end();
  await end();
  expect(sent.slice(4)).toEqual(['known', 'c']);

  for (let count = 0; count < 9; count++) await end();
  expect(new Set(await Promise.all([...strangers, ...known]))).toEqual(new Set(['OK']));
});

test('callers of one credential take turns, within the room of the credential', async () => {
  const { call, end, sent, accept } = open();
  accept('token');
  const busy = [1, 2, 3, 4, 5, 6].map(() => call('token', 'busy'));
  await settle();
  expect(sent).toHaveLength(3);
  let isCalmDone = false;
  const calm = call('token', 'calm').then(() => {
    isCalmDone = true;
  });

  // Of the calls in flight, the oldest ends; the next turn but one is that of the calm caller.
  for (let count = 0; count < 5; count++) await end();
  expect(isCalmDone).toBe(true);
  for (let count = 0; count < 4; count++) await end();
  await Promise.all([...busy, calm]);
});

test('a call that would wait is refused where its caller, or all together, have too many', async () => {
  const { call, end, sent, accept } = open();
  for (const name of ['one', 'other']) accept(name);
  const calls = [1, 2, 3, 4, 5, 6, 7, 8].map(() => call('one'));
  expect(await call('one')).toContain('Too many calls');
  calls.push(call('other'), call('other'));
  await settle();
  expect(sent).toHaveLength(4);
  expect(await call('other')).toContain('Too many calls');

  for (let count = 0; count < 10; count++) await end();
  expect(new Set(await Promise.all(calls))).toEqual(new Set(['OK']));
});

test('a caller that has left sends nothing, and gives its place to wait to others', async () => {
  const { call, end, sent, accept } = open();
  const leaves = new AbortController();
  leaves.abort(new Error('it has left'));
  expect(await call('known', null, leaves)).toBe('it has left');
  expect(sent).toEqual([]);

  // More often than there are places, for strangers and for others.
  for (const name of ['known', 'stranger']) {
    const inFlight = [1, 2, 3].map(() => call(name));
    await settle();
    for (let count = 0; count < 8; count++) {
      const controller = new AbortController();
      const waiting = call(name, null, controller);
      controller.abort(new Error('it has left'));
      expect(await waiting).toBe('it has left');
    }
    for (let count = 0; count < 3; count++) await end();
    expect(await Promise.all(inFlight)).toEqual(['OK', 'OK', 'OK']);
    accept(name);
  }
});

test('calls of strangers that have waited, or were accepted meanwhile, take no room of strangers', async () => {
  const { call, end, sent, accept } = open();
  for (const name of ['a', 'b', 'c']) {
    const calls = [1, 2, 3, 4].map(() => call(name));
    await settle();
    for (let count = 0; count < 4; count++) await end();
    expect(await Promise.all(calls)).toEqual(['OK', 'OK', 'OK', 'OK']);
  }
  const calls = [1, 2, 3].map(() => call('new'));
  await settle();
  accept('new');
  await end();
  sent.length = 0;
  calls.push(call('x'), call('y'));
  await settle();
  expect(sent).toEqual(['x', 'y']);
  for (let count = 0; count < 4; count++) await end();
  await Promise.all(calls);
});

test('of several callers that wait, the first one is next', async () => {
  const { call, end, sent, accept } = open();
  accept('token');
  const calls = ['busy', 'busy', 'busy', 'x', 'y', 'z'].map((caller) => call('token', caller));
  await settle();
  for (let count = 0; count < 6; count++) await end();
  expect(sent.slice(3)).toEqual(['x', 'y', 'z']);
  await Promise.all(calls);
});
