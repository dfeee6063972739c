import { describe, expect, test } from 'vitest';

import { Credential } from '../../../src/model/credential.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';
import { createResponseCache } from '../../../src/server/compiled/response-cache.ts';
import { createTestClock } from '../../support/clock.ts';
import {
  firstOf,
  IDS_OF,
  NO_CACHE,
  OTHER_SECRET,
  openCompiled,
  row,
  SECRET,
  TTL_MS,
} from '../../support/compiled.ts';
import { withResolvers } from '../../support/with-resolvers.ts';

describe('a cached response', () => {
  test('costs no upstream call, as the log shows, and has the request id of each caller', async () => {
    const { ask, readIds, pageCounts, upstream, lines } = await openCompiled();

    const first = await readIds({ 'x-request-id': 'one' });
    expect(await readIds({ 'x-request-id': 'two' })).toEqual(first);
    const { headers } = await ask(
      IDS_OF,
      { first: 2 },
      { credential: SECRET, headers: { 'x-request-id': 'three' } },
    );

    expect(upstream.requests).toHaveLength(1);
    expect(pageCounts()).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [0, 0, 1],
    ]);
    expect(lines.map(({ fields }) => fields['requestId'])).toEqual(['one', 'two', 'three']);
    expect(headers.get('x-request-id')).toBe('three');
  });

  test('expires together with its pages', async () => {
    const { readIds, list, clock, upstream } = await openCompiled();

    await readIds();
    list.unshift(row('new'));
    clock.advance(TTL_MS - 1);
    expect(await readIds()).toEqual(['a', 'b']);
    clock.advance(1);
    expect(await readIds()).toEqual(['new', 'a']);
    expect(upstream.requests).toHaveLength(2);
  });

  test('is as old as the cached page that it was made from', async () => {
    const { ask, readIds, list, clock } = await openCompiled();

    await ask('{ tokens(first: 2) { totalCount nodes { id } } }', {}, { credential: SECRET });
    clock.advance(TTL_MS - 1);
    await readIds();
    list.unshift(row('new'));
    clock.advance(1);

    expect(await readIds()).toEqual(['new', 'a']);
  });

  test('is not served for another credential, variable or accepted type', async () => {
    const { ask, readIds, upstream } = await openCompiled();
    upstream.addCredential(OTHER_SECRET, [row('other')]);

    expect(await readIds()).toEqual(['a', 'b']);
    expect(await readIds({}, OTHER_SECRET)).toEqual(['other']);
    expect(await readIds({}, SECRET, { first: 1 })).toEqual(['a']);
    const accept = 'application/graphql-response+json';
    const { headers } = await ask(
      IDS_OF,
      { first: 2 },
      { credential: SECRET, headers: { accept } },
    );
    expect(headers.get('content-type')).toContain(accept);
    const anonymous = await ask(IDS_OF, { first: 2 }, { credential: null });
    expect(anonymous.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  test('gets the CORS headers of each origin', async () => {
    const origins = ['https://a.example', 'https://b.example'];
    const { ask } = await openCompiled({ corsOrigins: origins });
    const allowed = [];

    for (const origin of [...origins, 'https://evil.example']) {
      const { headers } = await ask(
        IDS_OF,
        { first: 2 },
        { credential: SECRET, headers: { origin } },
      );
      allowed.push(headers.get('access-control-allow-origin'));
    }

    expect(allowed).toEqual([...origins, null]);
  });

  test('is bypassed by no-cache, and no older response is served after that', async () => {
    const { ask, readIds, list } = await openCompiled();
    const queries = [IDS_OF, '{ tokens(first: 2) { nodes { id name } } }'];
    const all = () =>
      Promise.all(
        queries.map((text) => ask(text, { first: 2 }, { credential: SECRET }).then(firstOf)),
      );

    expect(await all()).toEqual(['a', 'a']);
    list.unshift(row('new'));
    expect(await readIds(NO_CACHE)).toEqual(['new', 'a']);
    expect(await all()).toEqual(['new', 'new']);
  });

  describe('that begins before a no-cache response, and ends after it,', () => {
    /** Its list comes from the cache; its token takes until `letGo` is called. */
    async function startSlow() {
      const { ask, readIds, list, upstream } = await openCompiled();
      const read = () =>
        ask(
          '{ tokens(first: 2) { nodes { id } } token(id: "b") { id } }',
          {},
          { credential: SECRET },
        );
      await readIds();
      const { promise: until, resolve: letGo } = withResolvers();
      upstream.injectFault({ kind: 'late', until });
      const { promise: sent, resolve } = withResolvers();
      upstream.onRequest(resolve);
      const slow = read();
      await sent;
      list.unshift(row('new'));
      expect(await readIds(NO_CACHE)).toEqual(['new', 'a']);
      return { read, slow, letGo };
    }

    test('is not served later', async () => {
      const { read, slow, letGo } = await startSlow();
      letGo();

      expect(firstOf(await slow)).toBe('a');
      expect(firstOf(await read())).toBe('new');
    });

    test('is not shared with later requests, and does not replace their response', async () => {
      const { read, slow, letGo } = await startSlow();
      const later = read();
      letGo();

      expect(firstOf(await slow)).toBe('a');
      expect(firstOf(await later)).toBe('new');
      expect(firstOf(await read())).toBe('new');
    });
  });

  test('never has errors, and never says that a token does not exist', async () => {
    const { ask, readIds, list, upstream } = await openCompiled();
    const byId = () =>
      ask('query ($id: ID!) { token(id: $id) { id } }', { id: 'new' }, { credential: SECRET });

    upstream.injectFault({ kind: 'response', status: 418, body: 'a teapot' });
    expect((await ask(IDS_OF, { first: 2 }, { credential: SECRET })).errors).toHaveLength(1);
    expect(await readIds()).toEqual(['a', 'b']);

    expect((await byId()).data).toEqual({ token: null });
    list.push(row('new'));
    expect((await byId()).data).toEqual({ token: { id: 'new' } });
  });

  test('is not made if the cache is off', async () => {
    const { readIds, pageCounts } = await openCompiled({ cacheTtlMs: 0 });

    await readIds();
    await readIds();

    expect(pageCounts()).toEqual([
      [1, 0, 0],
      [1, 0, 0],
    ]);
  });

  test('is evicted as the oldest if there are more bytes than the limit', () => {
    const cache = createResponseCache(createTestClock(), { lastRejection: () => 0 });
    const credential = new Credential(SECRET);
    const stats = { ...createUpstreamStats(), pages: 1 };
    const body = Buffer.alloc(1024 * 1024);
    const response = { status: 200, body, headers: [], codes: new Set<string>(), stats };
    const store = (n: number) => {
      const span = { startedAt: 2 * n + 1, completedAt: 2 * n + 2 };
      cache.store(credential, `${n}`, { ...response, operationName: null, documentHash: '' }, span);
    };

    for (let n = 0; n < 40; n += 1) store(n);

    const isCached = Array.from(
      { length: 40 },
      (_, n) => cache.lookup(credential, `${n}`) !== null,
    );
    expect(isCached[0]).toBe(false);
    expect(isCached[39]).toBe(true);
    expect(isCached.filter((is) => is).length).toBeLessThanOrEqual(32);
  });
});
