import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/cloudflare/client.ts';
import { createCredentialStandings } from '../../src/cloudflare/credential-standings.ts';
import { createRateLimiter } from '../../src/cloudflare/rate-limiter.ts';
import { createStages } from '../../src/cloudflare/stages.ts';
import type { Transport, UpstreamResponse } from '../../src/cloudflare/types.ts';
import { createLogicalClock } from '../../src/lib/logical-clock.ts';
import { loadConnection } from '../../src/loading/load-connection.ts';
import { createLoaders } from '../../src/loading/loaders.ts';
import { Credential } from '../../src/model/credential.ts';
import { Failure } from '../../src/model/failure.ts';
import type { Token } from '../../src/model/token.ts';
import type { TokenSource } from '../../src/model/token-source.ts';
import { createUpstreamStats } from '../../src/model/upstream-stats.ts';
import type { Connection } from '../../src/pagination/connection.ts';
import { createTestClock } from '../support/clock.ts';
import { LIST } from '../support/paging.ts';

const SCHEDULES = 1_000;
const ACTIONS = 120;
const WALKERS = 4;
/** So few that every read is one page: all its rows are of one version of the list. */
const MAX_ROWS = 25;

/** Mulberry32: the same schedules on every machine. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** A list that changes, whose responses arrive when the schedule says. Each row's name is the version of the list that it was read in. */
function createUpstream(count: number) {
  const list = Array.from({ length: count }, (_, index) => `t${index}`);
  const pending: (() => void)[] = [];
  const versions = [[...list]];
  let created = 0;

  const version = () => versions.length - 1;

  function respond(path: string): UpstreamResponse {
    const query = new URL(path, 'http://localhost').searchParams;
    const [page, perPage] = [Number(query.get('page')), Number(query.get('per_page'))];
    const inOrder = query.get('direction') === 'desc' ? list.toReversed() : list;
    const result = inOrder
      .slice((page - 1) * perPage, page * perPage)
      .map((id) => ({ id, name: String(version()) }));
    const result_info = { page, per_page: perPage, total_count: list.length };
    const body = JSON.stringify({ success: true, errors: [], messages: [], result, result_info });
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }

  function receive(path: string): Promise<UpstreamResponse> {
    const response = respond(path);
    return new Promise((resolve) => pending.push(() => resolve(response)));
  }

  return {
    list,
    receive,
    pending,
    /** The ids of the list as it was in each version. */
    versions,
    deliver: (index: number) => pending.splice(index, 1)[0]?.(),
    create(at: number) {
      list.splice(at, 0, `new${created++}`);
      versions.push([...list]);
    },
    remove(at: number) {
      list.splice(at, 1);
      versions.push([...list]);
    },
  };
}

type Upstream = ReturnType<typeof createUpstream>;

/** Each schedule has a credential and a list of its own. The instances are those of all schedules, since they are dear. */
const clock = createTestClock();
const upstreams = new Map<string, Upstream>();
const transport: Transport = ({ path, credential }) => {
  const upstream = upstreams.get(credential.hash);
  return upstream ? upstream.receive(path) : Promise.reject(new Error('no such list'));
};
const instances = [0, 1_000].map((cacheTtlMs) => [
  createInstance(cacheTtlMs),
  createInstance(cacheTtlMs),
]);

function createInstance(cacheTtlMs: number): TokenSource {
  const logicalClock = createLogicalClock();
  const standings = createCredentialStandings(clock, logicalClock);
  const ports = {
    transport,
    clock,
    logicalClock,
    standings,
    rateLimiter: createRateLimiter(clock, standings.isAccepted),
    sharing: null,
    observer: { callEnded() {} },
    random: () => 0,
  };
  const waiting = { waitingPerCaller: 99, waitingTotal: 99, waitingStrangers: 99 };
  const concurrency = { perCredential: 8, total: 8, perStranger: 8, strangers: 8, ...waiting };
  const read = createStages(ports, {
    ...{ upstreamTimeoutMs: 1e9, cacheTtlMs, concurrency },
    isolatesRequests: false,
  });
  return createClient(read, logicalClock, standings, cacheTtlMs > 0);
}

interface Walker {
  readonly size: number;
  readonly seen: string[];
  /** The first and the latest version of the list that the walk has shown; -1 before any. */
  firstVersion: number;
  version: number;
  page: Connection | null;
  isBusy: boolean;
  isDone: boolean;
}

/** Runs one schedule. Returns the first thing that is wrong, or null. */
async function run(seed: number): Promise<string | null> {
  const random = randomOf(seed);
  const credential = new Credential(`${seed}`.padStart(40, 'schedule_'));
  const upstream = createUpstream(random(MAX_ROWS));
  upstreams.set(credential.hash, upstream);
  const sources = instances[random(3) === 0 ? 0 : 1] ?? [];
  const walkers: Walker[] = [];
  const wrong: string[] = [];

  function begin(): void {
    const versions = { firstVersion: -1, version: -1 };
    const state = { page: null, isBusy: false, isDone: false };
    walkers.push({ size: 1 + random(8), seen: [], ...versions, ...state });
  }

  async function step(walker: Walker, source: TokenSource, bypassCache: boolean): Promise<void> {
    walker.isBusy = true;
    const { signal } = new AbortController();
    const stats = createUpstreamStats();
    const options = {
      credential,
      callerId: null,
      signal,
      bypassCache,
      noOlderThan: [],
      continues: null,
      stats,
    };
    const args = { first: walker.size, after: walker.page?.pageInfo.endCursor ?? null };
    const before = walker.page?.edges.map(({ node }) => node.id) ?? [];
    try {
      const page = await loadConnection(createLoaders(source, options), LIST, args, true);
      accept(walker, page);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const remembered = before.slice(-3);
      const isLeft = remembered.some((id) => id !== null && upstream.list.includes(id));
      if (error.code !== 'CURSOR_EXPIRED') wrong.push(error.message);
      else if (isLeft) wrong.push(`expired, but of ${remembered} one is left`);
      walker.isDone = true;
    }
    walker.isBusy = false;
  }

  function accept(walker: Walker, page: Connection): void {
    const versions = page.edges.map(({ node }) => Number((node as Token).name));
    const oldest = Math.min(...versions);
    if (oldest < walker.version) wrong.push(`version ${oldest} after ${walker.version}`);
    if (walker.firstVersion === -1) walker.firstVersion = oldest;
    walker.version = Math.max(walker.version, ...versions);
    walker.page = page;
    walker.seen.push(...page.edges.map(({ node }) => node.id ?? ''));
    walker.isDone = !page.pageInfo.hasNextPage;
    if (!walker.isDone && page.edges.length === 0) wrong.push('an empty page in mid-walk');
    if (walker.isDone) check(walker);
  }

  function check({ seen, firstVersion }: Walker): void {
    const stayed = (upstream.versions[firstVersion] ?? []).filter((id) =>
      upstream.list.includes(id),
    );
    const walked = seen.filter((id) => stayed.includes(id));
    if (walked.join() !== stayed.join()) wrong.push(`walked ${walked} instead of ${stayed}`);
  }

  function act(): void {
    const idle = walkers.filter(({ isBusy, isDone }) => !isBusy && !isDone);
    const walker = idle[random(idle.length)];
    const { list, pending } = upstream;
    const action = random(10);
    if (action < 4 && walker) {
      const source = sources[random(sources.length)] as TokenSource;
      void step(walker, source, random(6) === 0).catch((error) => wrong.push(String(error)));
    } else if (action < 7 && pending.length > 0) upstream.deliver(random(pending.length));
    else if (action === 7 && list.length < MAX_ROWS)
      upstream.create(random(3) ? list.length : random(list.length + 1));
    else if (action === 8 && random(2) === 0) upstream.remove(random(list.length));
    else if (action === 9) clock.advance(random(600));
    else if (walkers.filter(({ isDone }) => !isDone).length < WALKERS) begin();
  }

  for (let count = 0; count < ACTIONS && wrong.length === 0; count++) {
    act();
    await new Promise(setImmediate);
  }
  while (upstream.pending.length > 0) {
    upstream.deliver(0);
    await new Promise(setImmediate);
  }
  upstreams.delete(credential.hash);
  return wrong[0] ?? null;
}

describe('walkers on two instances with one credential, over a list that changes and calls that arrive late', () => {
  test(`see nothing older, and each token that stays once: ${SCHEDULES} schedules`, async () => {
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const wrong = await run(seed);
      if (wrong !== null) expect({ seed, wrong }).toBeNull();
    }
  }, 120_000);
});
