import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

import { CREDENTIALS } from '../../../src/emulator/index.ts';
import { createTestClock } from '../../support/clock.ts';
import { startGateway } from '../../support/gateway.ts';
import { signJwt, startIssuer } from '../../support/issuer.ts';
import { withResolvers } from '../../support/with-resolvers.ts';

const COUNT = '{ tokens { totalCount } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
const CALLS_AT_ONCE = 30;
const NO_CACHE = { 'cache-control': 'no-cache' };
const hashOf = (key: string) => createHash('sha256').update(key).digest('hex');

/** Half of the 1,140 calls that the gateway makes in five minutes. */
const HALF = 570;

/** Starts a gateway with a gateway token. Its callers have the keys `busy` and `calm`, or JWTs. */
async function open() {
  const clock = createTestClock();
  const { jwt } = await startIssuer();
  const apiKeyHashes = ['busy', 'calm'].map(hashOf);
  const options = { gatewayToken: CREDENTIALS.large, apiKeyHashes, jwt };
  const gateway = await startGateway(options, { clock });
  const ask = async (credential: string, headers: Readonly<Record<string, string>> = NO_CACHE) => {
    const { errors } = await gateway.ask(COUNT, {}, { credential, headers });
    return errors[0];
  };
  /** Each id is one call once the length of the list is known, since the list has more pages. */
  let ids = 0;
  async function askTimes(credential: string, times: number) {
    for (let left = times; left > 0; left -= CALLS_AT_ONCE) {
      const some = Array.from({ length: Math.min(left, CALLS_AT_ONCE) }, () => `id${ids++}`);
      const { errors } = await gateway.ask(NODES, { ids: some }, { credential });
      expect(errors).toEqual([]);
    }
  }
  const jwtOf = (subject: string) => signJwt(jwt, clock.now(), subject);
  return { ...gateway, clock, ask, askTimes, jwtOf };
}

describe('a caller of the gateway token', () => {
  test('gets half of the calls while another caller is active, and all of them after a minute', async () => {
    const { ask, askTimes, clock, upstream } = await open();
    expect(await ask('calm')).toBeUndefined();
    await askTimes('busy', HALF);

    const limited = await ask('busy');
    expect(limited?.message).toContain(`${HALF} calls for this caller in five minutes`);
    expect(limited?.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 60 });
    // The default cache mode makes no difference.
    expect((await ask('busy', {}))?.extensions.code).toBe('RATE_LIMITED');
    expect(upstream.requests).toHaveLength(1 + HALF);
    await askTimes('calm', 5);

    clock.advance(50_000);
    expect((await ask('busy'))?.extensions).toMatchObject({ retryAfter: 10 });
    clock.advance(10_000);
    await askTimes('busy', 1);
  });

  test('is active, too, where it was refused', async () => {
    const { ask, askTimes, clock } = await open();
    expect(await ask('busy')).toBeUndefined();
    await askTimes('busy', 2 * HALF - 1);
    expect((await ask('calm'))?.extensions.code).toBe('RATE_LIMITED');

    // The calls of the first ten seconds have left the window.
    clock.advance(290_000);
    expect((await ask('calm'))?.extensions.code).toBe('RATE_LIMITED');
    clock.advance(20_000);
    await askTimes('busy', HALF);
    expect((await ask('busy'))?.message).toContain('another caller is active');
    await askTimes('calm', 5);
  });

  test('may be a subject of JWTs', async () => {
    const { ask, askTimes, jwtOf } = await open();
    expect(await ask(await jwtOf('calm'))).toBeUndefined();
    await askTimes(await jwtOf('busy'), HALF);

    expect((await ask(await jwtOf('busy')))?.extensions.code).toBe('RATE_LIMITED');
    await askTimes(await jwtOf('calm'), 1);
  });

  test('waits for its own calls only: callers take turns', async () => {
    const { ask: askGateway, upstream } = await startGateway({
      gatewayToken: CREDENTIALS.large,
      apiKeyHashes: ['busy', 'calm'].map(hashOf),
    });
    await askGateway(COUNT, {}, { credential: 'busy' });
    const released = withResolvers();
    const before = upstream.requests.length;
    const full = new Promise<void>((resolve) =>
      upstream.onRequest(() => {
        if (upstream.requests.length === before + 8) resolve();
      }),
    );
    upstream.injectFault({ kind: 'slow', until: released.promise }, 8);
    const fields = Array.from({ length: 30 }, (_, n) => `t${n}: token(id: "id${n}") { id }`);
    const busy = Array.from({ length: 8 }, (_, n) =>
      askGateway(
        `{ ${fields.join(' ').replaceAll('id"', `id${n}"`).replaceAll('"id', `"${n}id`)} }`,
        {},
        {
          credential: 'busy',
        },
      ),
    );
    await full;
    const calm = askGateway('{ token(id: "calm") { id } }', {}, { credential: 'calm' });
    released.resolve();

    expect((await calm).errors).toEqual([]);
    await Promise.all(busy);
    const turn = upstream.requests.findIndex(({ path }) => path.endsWith('/calm'));
    expect(turn).toBeLessThan(before + 8 + 8);
    expect(upstream.requests).toHaveLength(before + 8 * 30 + 1);
  });
});
