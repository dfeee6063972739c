import { describe, expect, onTestFinished, test } from 'vitest';

import { cache } from '../../../src/cloudflare/stages/cache.ts';
import { CREDENTIALS } from '../../../src/emulator/index.ts';
import type { GatewayOptions } from '../../../src/gateway.ts';
import { Credential } from '../../../src/model/credential.ts';
import { createUpstreamStats } from '../../../src/model/upstream-stats.ts';
import { createNodeGateway } from '../../../src/node-gateway.ts';
import { createTestClock } from '../../support/clock.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';

const TTL_MS = 5_000;
const SECRET = 'a_list_that_changes_00000000000000000000';
const FRESH = { headers: { 'cache-control': 'no-cache' } };

const IDS = `query ($first: Int, $after: String) {
  tokens(first: $first, after: $after) { totalCount nodes { id } pageInfo { endCursor } }
}`;

const WALK = `query ($after: String) {
  tokens(first: 10, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } }
}`;

interface Row {
  readonly id: string;
  readonly policies: readonly unknown[];
}

const row = (id: string): Row => ({ id, policies: [] });
const rows = (count: number): Row[] => Array.from({ length: count }, (_, n) => row(`t${n}`));

async function open(options: GatewayOptions = {}, count = 137) {
  const clock = createTestClock();
  const gateway = await startGateway({ cacheTtlMs: TTL_MS, ...options }, { clock });
  const account = gateway.upstream.addCredential(SECRET, rows(count));
  async function ids(variables: object, options = {}): Promise<string[]> {
    const answer = await gateway.ask(IDS, variables, { credential: SECRET, ...options });
    expect(answer.errors).toEqual([]);
    return idsOf(answer);
  }
  return { ...gateway, clock, list: account.tokens as Row[], ids };
}

// biome-ignore lint/suspicious/noExplicitAny: the data of the document above
const idsOf = ({ data }: Answer<any>): string[] => data.tokens.nodes.map(({ id }: Row) => id);

describe('a page', () => {
  test('is served from the cache while it is fresh, and no longer', async () => {
    const { ids, list, clock, upstream } = await open();

    await ids({ first: 5 });
    list.unshift(row('new'));
    clock.advance(TTL_MS - 1);
    expect(await ids({ first: 5 })).toEqual(['t0', 't1', 't2', 't3', 't4']);
    expect(upstream.requests).toHaveLength(1);

    clock.advance(1);
    expect(await ids({ first: 5 })).toEqual(['new', 't0', 't1', 't2', 't3']);
    expect(upstream.requests).toHaveLength(2);
  });

  test('does not make a response last that also says that there is no such token', async () => {
    const { ask, list, upstream } = await open();
    const id = 'f'.repeat(32);
    const read = async () => {
      const document = `{ tokens(first: 5) { nodes { id } } token(id: "${id}") { id } }`;
      const { data, errors } = await ask(document, {}, { credential: SECRET });
      expect(errors).toEqual([]);
      return data.token;
    };
    expect(await read()).toBeNull();
    list.push(row(id));

    expect(await read()).toEqual({ id });
    expect(upstream.requests.filter(({ query }) => query['page'] !== undefined)).toHaveLength(1);
  });

  test('is shared by different queries that need it', async () => {
    const { ask, upstream, ids } = await open();

    await ids({ first: 5 });
    await ask('{ tokens(first: 3) { nodes { name } } }', {}, { credential: SECRET });
    await ask('{ tokens { totalCount } }', {}, { credential: SECRET });

    expect(upstream.requests).toHaveLength(1);
  });

  test.each(['no-cache', 'max-age=0', 'No-Cache, foo', 'no-store'])(
    'is bypassed by a request with Cache-Control: %s, and replaced by its response',
    async (directive) => {
      const { ids, list, upstream } = await open();

      await ids({ first: 5 });
      list.unshift(row('new'));
      const fresh = await ids({ first: 5 }, { headers: { 'cache-control': directive } });
      const cached = await ids({ first: 5 });

      expect(fresh[0]).toBe('new');
      expect(cached).toEqual(fresh);
      expect(upstream.requests).toHaveLength(2);
    },
  );

  test('is never served to another credential', async () => {
    const { ask, upstream } = await open();

    const mine = await ask(IDS, { first: 5 }, { credential: CREDENTIALS.seven });
    const another = await ask(IDS, { first: 5 }, { credential: CREDENTIALS.demo });
    const anonymous = await ask(IDS, { first: 5 }, { credential: null });

    expect(idsOf(mine)).not.toEqual(idsOf(another));
    expect(anonymous.errors[0]?.extensions.code).toBe('UNAUTHENTICATED');
    expect(upstream.requests.map(({ authorization }) => authorization)).toEqual([
      `Bearer ${CREDENTIALS.seven}`,
      `Bearer ${CREDENTIALS.demo}`,
    ]);
  });

  test('that failed is read again', async () => {
    const { ids, ask, upstream } = await open();
    upstream.injectFault({ kind: 'response', status: 418, body: 'a teapot' });

    const failed = await ask(IDS, { first: 5 }, { credential: SECRET });

    expect(failed.errors).toHaveLength(1);
    expect(await ids({ first: 5 })).toHaveLength(5);
  });

  test('of one token is cached, too, but a missing token is not', async () => {
    const { ask, upstream, list } = await open();
    const name = (id: string) =>
      ask('query ($id: ID!) { token(id: $id) { id } }', { id }, { credential: SECRET });

    await name('t3');
    await name('t3');
    expect(upstream.requests).toHaveLength(1);

    expect((await name('new')).data).toEqual({ token: null });
    list.push(row('new'));
    expect((await name('new')).data).toEqual({ token: { id: 'new' } });
  });

  test('is not cached if CACHE_TTL_MS is 0', async () => {
    const { ids, upstream } = await open({ cacheTtlMs: 0 });

    await ids({ first: 5 });
    await ids({ first: 5 });

    expect(upstream.requests).toHaveLength(2);
  });

  test('forbids other caches to store the response', async () => {
    const { ask } = await open();

    expect((await ask(IDS)).headers.get('cache-control')).toMatch(/no-store|private/);
  });
});

describe('pages read at different times', () => {
  test('never make up one response: a cached page and a new one would skip a token', async () => {
    const { ids, list, upstream } = await open();

    await ids({ first: 50 });
    // The first row of the second page is now the last row of the first page.
    list.splice(3, 1);
    const answer = await ids({ first: 100 });

    expect(answer).toEqual(list.slice(0, 100).map(({ id }) => id));
    expect(upstream.requests).toHaveLength(3);
  });

  test('pages that were read together serve every query that needs some of them', async () => {
    const { ids, list, upstream } = await open();
    // While the length is unknown, the first page is read alone.
    await ids({ first: 1 });

    const hundred = await ids({ first: 100 });
    list.splice(3, 1);

    expect(await ids({ first: 100 })).toEqual(hundred);
    expect(await ids({ first: 50 })).toEqual(hundred.slice(0, 50));
    expect(upstream.requests).toHaveLength(3);
  });

  test('a page that was read again is not combined with its old neighbour', async () => {
    const { ids, list } = await open();

    await ids({ first: 100 });
    list.splice(3, 1);
    await ids({ first: 50 }, FRESH);

    expect(await ids({ first: 100 })).toEqual(list.slice(0, 100).map(({ id }) => id));
  });

  test('pagination by ten reads ahead: one call for about four windows, each token once', async () => {
    const { ids, ask, upstream, list } = await open({}, 2_000);
    const seen: string[] = [];
    let next: { endCursor: string | null; hasNextPage: boolean } = {
      endCursor: null,
      hasNextPage: true,
    };
    while (next.hasNextPage) {
      const answer = await ask(WALK, { after: next.endCursor }, { credential: SECRET });
      seen.push(...idsOf(answer));
      next = answer.data.tokens.pageInfo;
    }

    expect(seen).toEqual(list.map(({ id }) => id));
    // Without the cache it would be 200.
    expect(upstream.requests.length).toBeLessThan(55);
    expect(Math.max(...upstream.requests.map(({ query }) => Number(query['per_page'])))).toBe(50);

    const before = upstream.requests.length;
    await ids({ first: 1 });
    expect(upstream.requests.at(-1)?.query['per_page']).toBe('5');
    expect(upstream.requests).toHaveLength(before + 1);
  });

  test('pagination over cached pages skips and repeats nothing, after any earlier reads', async () => {
    const { ask, list, ids } = await open();
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await ask(IDS, { first: 10, after }, { credential: SECRET });
      seen.push(...data.tokens.nodes.map(({ id }: Row) => id));
      after = data.tokens.nodes.length === 10 ? data.tokens.pageInfo.endCursor : null;
      // Another client fills the cache with pages of this moment, then the list changes.
      await ids({ first: 10, after });
      list.splice(0, 1);
      list.splice(5, 0, row(`new${list.length}${seen.length}`));
    } while (after !== null);

    const stayed = new Set(list.map(({ id }) => id).filter((id) => id.startsWith('t')));
    const walked = seen.filter((id) => stayed.has(id));
    expect(walked).toEqual([...stayed]);
  });

  test('a cursor that is newer than the cached pages is not taken for expired', async () => {
    const { gateway, upstream, ids, list } = await open({}, 4);
    const other = createNodeGateway({ baseUrl: upstream.baseUrl, cacheTtlMs: 0 });
    onTestFinished(() => other.close());

    await ids({ first: 4 });
    list.unshift(row('n0'), row('n1'), row('n2'));
    const body = JSON.stringify({ query: IDS, variables: { first: 3 } });
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` };
    const request = new Request('http://127.0.0.1/graphql', { method: 'POST', headers, body });
    const { data } = JSON.parse(await (await other.fetch(request)).text());
    const after = data.tokens.pageInfo.endCursor;

    expect(idsOf({ data } as never)).toEqual(['n0', 'n1', 'n2']);
    expect(await ids({ first: 2, after })).toEqual(['t0', 't1']);
    expect(gateway).not.toBe(other);
  });
});

describe('the cache', () => {
  test('is bounded: of the pages of a thousand credentials, the oldest are evicted', async () => {
    // Without the compiled path, whose response cache has a limit of its own.
    const { ask, upstream } = await open({ compiledPath: false });
    const list = upstream.credential(CREDENTIALS.large).tokens.slice(0, 50);
    const secrets = Array.from({ length: 1_000 }, (_, n) => `${n}`.padStart(40, 'credential_'));
    for (const secret of secrets) upstream.addCredential(secret, list);
    const read = (credential: string | undefined) =>
      ask(
        '{ tokens(first: 50) { totalCount nodes { id } } }',
        {},
        { credential: credential ?? '' },
      );

    for (const secret of secrets) await read(secret);
    expect(upstream.requests).toHaveLength(1_000);

    await read(secrets.at(-1));
    expect(upstream.requests).toHaveLength(1_000);
    await read(secrets[0]);
    expect(upstream.requests).toHaveLength(1_001);
  });
});

describe('a hundred pages at once', () => {
  test.each([
    // Read together: the pages wait on one signal.
    ['of one read', 4_900, 99],
    // One read for each id: the reads wait on the operation's signal.
    ['of a hundred reads', 10_000, 101],
  ])('%s do not look like a leak of listeners', async (_name, rowCount, calls) => {
    const warnings: string[] = [];
    const onWarning = ({ name }: Error) => void warnings.push(name);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const { ask, upstream } = await open({ cacheTtlMs: 0 }, rowCount);
    const wanted = Array.from({ length: 100 }, (_, index) => `t${index}`);

    await ask('{ tokens { totalCount } }', {}, { credential: SECRET });
    const { data } = await ask(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: wanted },
      { credential: SECRET },
    );

    expect(data.nodes).toEqual(wanted.map((id) => ({ id })));
    expect(upstream.requests).toHaveLength(calls);
    expect(warnings).toEqual([]);
  });
});

describe('queries in parallel', () => {
  test('a thousand identical ones cost one call', async () => {
    const { ids, upstream } = await open({ cacheTtlMs: 0 });

    const answers = await Promise.all(Array.from({ length: 1_000 }, () => ids({ first: 20 })));

    expect(upstream.requests).toHaveLength(1);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('with no-cache may share a read that is in flight', async () => {
    const { ids, upstream } = await open();

    await Promise.all([ids({ first: 20 }), ids({ first: 20 }, FRESH), ids({ first: 20 }, FRESH)]);

    expect(upstream.requests).toHaveLength(1);
  });

  test('are never shared across credentials', async () => {
    const { ask, upstream } = await open();

    const [seven, demo] = await Promise.all([
      ask(IDS, { first: 5 }, { credential: CREDENTIALS.seven }),
      ask(IDS, { first: 5 }, { credential: CREDENTIALS.demo }),
    ]);

    expect(idsOf(seven)).not.toEqual(idsOf(demo));
    expect(upstream.requests).toHaveLength(2);
  });

  test('share a failure, too, and the next query reads again', async () => {
    const { ask, upstream } = await open();
    upstream.injectFault({ kind: 'response', status: 418, body: 'a teapot' });
    const asked = () => ask(IDS, { first: 5 }, { credential: SECRET });

    const failed = await Promise.all([asked(), asked()]);
    const next = await asked();

    expect(failed.map(({ errors }) => errors.length)).toEqual([1, 1]);
    expect(next.errors).toEqual([]);
    expect(upstream.requests).toHaveLength(2);
  });

  test.each(['first', 'later'])(
    'if the %s caller disconnects, the other one gets the page',
    async (order) => {
      const { ids, ask, upstream } = await open();
      const leave = new AbortController();
      upstream.onRequest(() => leave.abort());
      const leaver = () => ask(IDS, { first: 4 }, { credential: SECRET, signal: leave.signal });
      // Another document that needs the same page: the read is shared, not the operation.
      const stayer = () => ids({ first: 3 });

      const early = order === 'first' ? leaver() : null;
      const stayed = stayer();
      const left = early ?? leaver();

      await left.catch(() => {});
      expect(await stayed).toHaveLength(3);
      expect(upstream.requests).toHaveLength(1);
    },
  );

  test('the last caller that disconnects aborts the call, and the next query reads again', async () => {
    const { ids, ask, upstream } = await open();
    const leave = new AbortController();
    upstream.injectFault({ kind: 'hang' });
    upstream.onRequest(() => leave.abort());
    const leaving = () =>
      ask(IDS, { first: 5 }, { credential: SECRET, signal: leave.signal }).catch(() => {});

    await Promise.all([leaving(), leaving()]);
    await upstream.requests[0]?.aborted;

    expect(await ids({ first: 5 })).toHaveLength(5);
    expect(upstream.requests).toHaveLength(2);
  });
});

test('the keys of pages count in the bound of its memory: a caller chooses parts of them', async () => {
  const options = {
    ...{ credential: new Credential(SECRET), callerId: null, signal: new AbortController().signal },
    ...{ bypassCache: false, noOlderThan: [], continues: null, stats: createUpstreamStats() },
  };
  let reads = 0;
  const read = cache({
    ...{ clock: createTestClock(), ttlMs: TTL_MS, isNearLimit: () => false },
    rejections: { lastRejection: () => 0 },
  })(async <T>() => {
    reads += 1;
    const response = { value: null as T, messages: [], bytes: 1 };
    return { responses: [response], fromCache: false, startedAt: reads, completedAt: reads };
  });
  const readPath = (path: string) =>
    read({ options, requests: [{ path, endpoint: '/', decode: () => null }] });

  await readPath('first');
  await readPath('first');
  expect(reads).toBe(1);
  for (let number = 0; number < 400; number++) await readPath(`${number}`.padEnd(100_000, 'x'));
  await readPath('first');

  expect(reads).toBe(402);
});
