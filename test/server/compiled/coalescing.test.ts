import { describe, expect, test } from 'vitest';

import {
  firstOf,
  IDS_OF,
  OTHER_SECRET,
  openCompiled,
  row,
  SECRET,
} from '../../support/compiled.ts';

describe('equal concurrent requests', () => {
  test('cost one upstream call and one execution, as the log shows', async () => {
    const { readIds, pageCounts, upstream } = await openCompiled({ cacheTtlMs: 0 });

    const results = await Promise.all(Array.from({ length: 1_000 }, () => readIds()));

    for (const ids of results) expect(ids).toEqual(['a', 'b']);
    expect(upstream.requests).toHaveLength(1);
    const coalesced = pageCounts().filter(([calls, pages]) => calls === 0 && pages === 1);
    expect(coalesced).toHaveLength(999);
  });

  test('are not coalesced across credentials, variables or accepted types', async () => {
    const { ask, upstream } = await openCompiled({ cacheTtlMs: 0 });
    upstream.addCredential(OTHER_SECRET, [row('other')]);
    const accept = 'application/graphql-response+json';

    const [one, other, less, typed] = await Promise.all([
      ask(IDS_OF, { first: 2 }, { credential: SECRET }),
      ask(IDS_OF, { first: 2 }, { credential: OTHER_SECRET }),
      ask(IDS_OF, { first: 1 }, { credential: SECRET }),
      ask(IDS_OF, { first: 2 }, { credential: SECRET, headers: { accept } }),
    ]);

    expect([one, other, less].map(firstOf)).toEqual(['a', 'other', 'a']);
    expect(less.data.tokens.nodes).toHaveLength(1);
    expect(one.headers.get('content-type')).toContain('application/json');
    expect(typed.headers.get('content-type')).toContain(accept);
  });

  test('share an error with its headers, and the error is not cached', async () => {
    const { ask, readIds, upstream, clock } = await openCompiled();
    const headers = { 'retry-after': '7' };
    upstream.injectFault({ kind: 'response', status: 429, body: {}, headers });
    const request = () => ask(IDS_OF, { first: 2 }, { credential: SECRET });

    const failed = await Promise.all([request(), request(), request()]);
    clock.advance(7_000);

    for (const response of failed) {
      expect(response.errors.map(({ extensions }) => extensions.code)).toEqual(['RATE_LIMITED']);
      expect(response.headers.get('retry-after')).toBe('7');
    }
    expect(await readIds()).toEqual(['a', 'b']);
    expect(upstream.requests).toHaveLength(2);
  });

  test('go on if one caller disconnects, the first or a later one', async () => {
    for (const disconnecting of [0, 1]) {
      const { ask, upstream } = await openCompiled({ cacheTtlMs: 0 });
      const controller = new AbortController();
      upstream.onRequest(() => controller.abort());

      const requests = [0, 1, 2].map((n) =>
        ask(
          IDS_OF,
          { first: 2 },
          { credential: SECRET, ...(n === disconnecting && { signal: controller.signal }) },
        ).catch(() => null),
      );
      const others = (await Promise.all(requests)).filter((_, n) => n !== disconnecting);

      expect(others.map((response) => response && firstOf(response))).toEqual(['a', 'a']);
      expect(upstream.requests).toHaveLength(1);
    }
  });

  test('abort the upstream call when the last caller disconnects, and the next request makes a new call', async () => {
    const { ask, readIds, upstream } = await openCompiled();
    const controller = new AbortController();
    upstream.injectFault({ kind: 'hang' });
    upstream.onRequest(() => controller.abort());
    const request = () =>
      ask(IDS_OF, { first: 2 }, { credential: SECRET, signal: controller.signal }).catch(
        () => null,
      );

    await Promise.all([request(), request()]);
    await upstream.requests[0]?.aborted;

    expect(await readIds()).toEqual(['a', 'b']);
    expect(upstream.requests).toHaveLength(2);
  });
});
