import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { createTestClock } from '../../support/clock.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { withResolvers } from '../../support/with-resolvers.ts';

const COUNT = '{ tokens { totalCount } }';
const IDS = '{ tokens(first: 2) { nodes { id } } }';
const IDS_BACKWARD = '{ tokens(direction: DESC) { nodes { id } } }';
const SECRET = 'a_credential_that_is_rejected_0000000000';
const NO_CACHE = { 'cache-control': 'no-cache' };
const REJECTED = {
  kind: 'response' as const,
  status: 403,
  body: {
    success: false,
    errors: [{ code: 9109, message: 'Invalid access token' }],
    messages: [],
    result: null,
  },
};
const row = (id: string) => ({ id, policies: [] });

/** Starts a gateway with a cache. The test says when Cloudflare rejects the credential. */
async function open(options: GatewayOptions = {}) {
  const clock = createTestClock();
  const gateway = await startGateway(
    { cacheTtlMs: 60_000, ...options },
    { clock, random: () => 0 },
  );
  const list = ['a', 'b', 'c'].map(row);
  const account = gateway.upstream.addCredential(SECRET, list);
  const ask = (text: string, headers = {}, credential = SECRET) =>
    gateway.ask(text, {}, { credential, headers });
  const reject = async () => {
    gateway.upstream.injectFault(REJECTED);
    // No other test reads this, so that it joins no call in flight.
    return outcome(await ask(IDS_BACKWARD, NO_CACHE));
  };
  return {
    ...gateway,
    clock,
    list,
    account,
    ask,
    reject,
    sent: () => gateway.upstream.requests.length,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: the document decides the type of the data
function outcome({ data, errors }: Answer<any>) {
  const [error] = errors;
  return error === undefined ? data : error.extensions.code;
}

describe('a credential that Cloudflare rejects', () => {
  test('is not sent again for half a minute, and the answer is the first one', async () => {
    const { ask, sent, clock } = await open();
    const strange = CREDENTIALS.expired;
    const first = await ask(COUNT, {}, strange);
    clock.setWallClock(3_600_000);

    for (const headers of [{}, NO_CACHE]) {
      for (const text of [COUNT, IDS, '{ token(id: "a") { id } }']) {
        const { errors } = await ask(text, headers, strange);
        expect(errors[0]?.message).toBe(first.errors[0]?.message);
        expect(errors[0]?.extensions).toEqual(first.errors[0]?.extensions);
      }
    }
    clock.advance(29_999);
    expect(outcome(await ask(COUNT, {}, strange))).toBe('UNAUTHENTICATED');
    expect(sent()).toBe(1);

    clock.setWallClock(-7_200_000);
    clock.advance(1);
    expect(outcome(await ask(COUNT, {}, strange))).toBe('UNAUTHENTICATED');
    expect(sent()).toBe(2);
    clock.advance(29_999);
    expect(outcome(await ask(COUNT, {}, strange))).toBe('UNAUTHENTICATED');
    expect(sent()).toBe(2);
  });

  test('costs a few calls, however many requests come at once', async () => {
    const { ask, sent } = await open();

    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        ask(`{ tokens(first: ${n + 1}) { nodes { id } } }`, {}, CREDENTIALS.disabled),
      ),
    );

    expect(new Set(answers.map(outcome))).toEqual(new Set(['UNAUTHENTICATED']));
    expect(sent()).toBeLessThanOrEqual(4);
  });

  test('has no effect on another one', async () => {
    const { ask } = await open();
    await ask(COUNT, {}, CREDENTIALS.expired);

    expect(outcome(await ask(COUNT))).toEqual({ tokens: { totalCount: 3 } });
  });

  test('is answered from nothing that was cached before, neither then nor when it is valid again', async () => {
    const { ask, reject, sent, clock, list } = await open();
    await ask(IDS);
    await ask(COUNT);
    const before = sent();
    await ask(IDS);
    await ask(COUNT);
    expect(sent()).toBe(before);

    expect(await reject()).toBe('UNAUTHENTICATED');
    expect(outcome(await ask(IDS))).toBe('UNAUTHENTICATED');
    expect(outcome(await ask(COUNT))).toBe('UNAUTHENTICATED');
    expect(sent()).toBe(before + 1);

    list.unshift(row('new'));
    clock.advance(30_000);
    expect(outcome(await ask(IDS))).toEqual({ tokens: { nodes: [{ id: 'new' }, { id: 'a' }] } });
    expect(outcome(await ask(COUNT))).toEqual({ tokens: { totalCount: 4 } });
    const after = sent();
    expect(outcome(await ask(IDS))).toEqual({ tokens: { nodes: [{ id: 'new' }, { id: 'a' }] } });
    expect(sent()).toBe(after);
  });

  test('has lists of unknown length again: page 1 of 50 is read first', async () => {
    const { ask, reject, upstream, clock } = await open({ cacheTtlMs: 0 });
    const list = Array.from({ length: 120 }, (_, n) => row(`id${n}`));
    upstream.addCredential(SECRET, list);
    const hundred = '{ tokens(first: 100) { nodes { id } } }';
    const pagesSince = (count: number) =>
      upstream.requests.slice(count).map(({ query }) => [query['page'], query['per_page']]);
    await ask(hundred);
    const known = upstream.requests.length;
    await ask(hundred);
    expect(pagesSince(known).toSorted()).toEqual([
      ['1', '50'],
      ['2', '50'],
    ]);
    await reject();
    clock.advance(30_000);

    list.length = 50;
    const later = upstream.requests.length;
    await ask(hundred);

    expect(pagesSince(later)).toEqual([['1', '50']]);
  });
});

describe('a call in flight while its credential is rejected', () => {
  /** Starts a slow read of the list, then has the credential rejected. */
  async function startLate(options: GatewayOptions = {}) {
    const gateway = await open(options);
    const { ask, reject, upstream } = gateway;
    // Cloudflare knows the credential, so that two calls of it can be in flight.
    await ask('{ token(id: "a") { id } }');
    const released = withResolvers();
    const arrived = new Promise<void>((resolve) => upstream.onRequest(() => resolve()));
    upstream.injectFault({ kind: 'late', until: released.promise });
    const late = ask('{ tokens(first: 3) { nodes { id } } }');
    await arrived;
    expect(await reject()).toBe('UNAUTHENTICATED');
    return { ...gateway, late, release: released.resolve };
  }

  test('is not shared any more, and puts nothing back', async () => {
    const { ask, late, release, sent, clock, list } = await startLate();
    const before = sent();
    const text = '{ tokens(first: 3) { nodes { id } } }';

    expect(outcome(await ask(text))).toBe('UNAUTHENTICATED');
    release();
    // Its own caller gets what Cloudflare has sent for it.
    expect(outcome(await late)).toEqual({
      tokens: { nodes: ['a', 'b', 'c'].map((id) => ({ id })) },
    });
    expect(outcome(await ask(text))).toBe('UNAUTHENTICATED');
    expect(sent()).toBe(before);

    clock.advance(30_000);
    list.unshift(row('new'));
    expect(outcome(await ask(text)).tokens.nodes[0]).toEqual({ id: 'new' });
    expect(sent()).toBe(before + 1);
  });

  test('puts nothing back where it ends after the half minute', async () => {
    const { ask, late, release, clock, list, sent } = await startLate({
      upstreamTimeoutMs: 60_000,
      operationTimeoutMs: 60_000,
    });
    clock.advance(30_000);
    const before = sent();
    release();
    await late;
    list.unshift(row('new'));

    expect(outcome(await ask('{ tokens(first: 3) { nodes { id } } }')).tokens.nodes[0]).toEqual({
      id: 'new',
    });
    expect(sent()).toBe(before + 1);
  });

  test('may be rejected, too: the half minute is not extended', async () => {
    const { ask, upstream, clock, sent, account } = await open();
    await ask(COUNT);
    const released = withResolvers();
    const arrived = new Promise<void>((resolve) => upstream.onRequest(() => resolve()));
    upstream.injectFault({ kind: 'slow', until: released.promise });
    const late = ask(IDS_BACKWARD, NO_CACHE);
    await arrived;
    Object.assign(account, { error: 'bad credential' });
    expect(outcome(await ask(COUNT, NO_CACHE))).toBe('UNAUTHENTICATED');

    clock.advance(5_000);
    released.resolve();
    expect(outcome(await late)).toBe('UNAUTHENTICATED');
    Object.assign(account, { error: null });
    clock.advance(24_999);
    const before = sent();
    expect(outcome(await ask(COUNT))).toBe('UNAUTHENTICATED');
    expect(sent()).toBe(before);
    clock.advance(1);
    expect(outcome(await ask(COUNT))).toEqual({ tokens: { totalCount: 3 } });
  });
});

test('a gateway token that Cloudflare rejects is not sent again, whoever asks', async () => {
  const { ask, upstream, clock } = await startRejectedToken();

  expect(outcome(await ask(COUNT))).toBe('UNAUTHENTICATED');
  expect(outcome(await ask(IDS))).toBe('UNAUTHENTICATED');
  expect(upstream.requests).toHaveLength(1);
  clock.advance(30_000);
  expect(outcome(await ask(IDS))).toBe('UNAUTHENTICATED');
  expect(upstream.requests).toHaveLength(2);
});

async function startRejectedToken() {
  const clock = createTestClock();
  const gateway = await startGateway({ gatewayToken: CREDENTIALS.expired }, { clock });
  return { ...gateway, clock };
}
