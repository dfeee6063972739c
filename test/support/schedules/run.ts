import { createNodeGateway } from '../../../src/node-gateway.ts';
import { type Client, createClient } from './client.ts';
import { createHistory, type ListHistory } from './history.ts';
import type { Walk, WalkStep } from './oracle.ts';
import { createTraffic, type NamedGateway } from './requests.ts';
import { type Action, CACHE_TTL_MS, type Place, type Schedule } from './schedule.ts';
import { type HeldUpstream, startHeldUpstream } from './upstream.ts';
import { createWorld, type World } from './world.ts';

/** So many steps are enough to finish most walks. The others stay open. */
const MAX_LAST_STEPS = 6;
/** No call of a schedule times out by itself. */
const NEVER_MS = 1e10;

/** How much of the promises a number of schedules has tested. */
export interface Tally {
  schedules: number;
  steps: number;
  /** Steps whose upstream calls were compared with the fewest. */
  costed: number;
  complete: number;
  expired: number;
  open: number;
  /** Walks for which not every promise binds. */
  waived: number;
  errors: number;
}

/** Two gateways with a cache and two without, over one upstream. They serve all schedules, each with credentials of its own. */
export interface ScheduleBench {
  readonly tally: Tally;
  /** Throws the first broken promise, with the story of the schedule. */
  run(schedule: Schedule): Promise<void>;
  close(): Promise<void>;
}

export async function openBench(): Promise<ScheduleBench> {
  const world = createWorld();
  const upstream = await startHeldUpstream(world);
  const gatewayAt = (name: string, cacheTtlMs: number): NamedGateway => ({
    name,
    gateway: createNodeGateway(
      {
        baseUrl: `${upstream.origin}/${name}`,
        cacheTtlMs,
        upstreamTimeoutMs: NEVER_MS,
        operationTimeoutMs: NEVER_MS,
        compiledPath: process.env['COMPILED_PATH'] !== 'off',
      },
      { clock: world.clock, random: () => 0 },
    ),
  });
  const caching = [gatewayAt('A', CACHE_TTL_MS), gatewayAt('B', CACHE_TTL_MS)];
  const plain = [gatewayAt('a', 0), gatewayAt('b', 0)];
  const tally: Tally = {
    schedules: 0,
    steps: 0,
    costed: 0,
    complete: 0,
    expired: 0,
    open: 0,
    waived: 0,
    errors: 0,
  };

  return {
    tally,
    async run(schedule) {
      tally.schedules += 1;
      world.clear();
      upstream.clear();
      const gateways = schedule.isCaching ? caching : plain;
      const broken = await runSchedule(schedule, { world, upstream, gateways, tally });
      if (broken !== null) throw new Error(`${broken}\n\n${world.story()}\n`);
    },
    async close() {
      await Promise.all([...caching, ...plain].map(({ gateway }) => gateway.close()));
      await upstream.close();
    },
  };
}

interface BenchParts {
  readonly world: World;
  readonly upstream: HeldUpstream;
  readonly gateways: readonly NamedGateway[];
  readonly tally: Tally;
}

/** Returns the first broken promise, or null. */
async function runSchedule(schedule: Schedule, parts: BenchParts): Promise<string | null> {
  const { world, upstream, gateways, tally } = parts;
  const traffic = createTraffic();
  world.tell(`Total: ${schedule.total}`);
  const wrong: string[] = [];

  const lists = schedule.counts.map((count, credential) => {
    const secret = `schedule-${tally.schedules}-of-${credential}`.padEnd(40, '0');
    const list = createHistory(credential === 0 ? 't' : 'other', count);
    upstream.addList(secret, list, schedule.total);
    return { secret, list, total: schedule.total };
  });
  const ports = {
    world,
    upstream,
    traffic,
    cacheTtlMs: schedule.isCaching ? CACHE_TTL_MS : 0,
    onWalkEnd: (walk: Walk) => countWalk(tally, walk),
    onStep: (step: WalkStep) => countStep(tally, step),
  };
  const clients = schedule.clients.map((plan, index) =>
    createClient(`client ${index}`, plan, itemAt(lists, plan.credential), ports),
  );

  function startStep(client: Client, gateway: number, bypassCache: boolean): void {
    client.step(itemAt(gateways, gateway), bypassCache).then(
      (broken) => broken !== null && wrong.push(broken),
      (error) => wrong.push(String(error?.stack ?? error)),
    );
  }

  function act(action: Action): void {
    switch (action.do) {
      case 'advance':
        world.clock.advance(action.ms);
        break;
      case 'release': {
        upstream.hold = action.hold;
        const { held } = upstream;
        const which = held[action.which % held.length];
        if (which !== undefined) upstream.release(which, action.isWhole);
        break;
      }
      case 'step': {
        const client = itemAt(clients, action.client);
        upstream.hold = action.hold;
        if (!client.isBusy) startStep(client, action.gateway, action.bypassCache);
        break;
      }
      default: {
        const { list } = itemAt(lists, action.list);
        change(list, action, (place) => positionOf(list, place, clients));
        for (const each of list.newChanges()) world.tell(`  ${each}`);
      }
    }
  }

  const settle = () => world.settle(traffic.isIdle);

  async function releaseAll(): Promise<void> {
    upstream.hold = null;
    while (!traffic.isIdle()) {
      for (const page of upstream.held) upstream.release(page, true);
      await settle();
    }
  }

  /** Every walk goes on to its end. */
  async function finishWalks(): Promise<void> {
    for (let last = 0; last < MAX_LAST_STEPS; last++) {
      world.action += 1;
      for (const client of clients) {
        if (wrong.length > 0) return;
        if (client.walk.end !== 'OPEN' || client.walk.cursor === null) continue;
        startStep(client, last % gateways.length, false);
        await releaseAll();
      }
    }
  }

  for (const action of schedule.actions) {
    world.action += 1;
    world.tell(`${world.action} ${JSON.stringify(action)}`);
    act(action);
    await settle();
    if (wrong.length > 0) break;
  }
  world.tell('Then all pages are sent, and the walks are finished.');
  await releaseAll();
  await finishWalks();
  for (const { walk } of clients) if (walk.cursor !== null) countWalk(tally, walk);
  return wrong[0] ?? null;
}

type Change = Extract<Action, { readonly list: number }>;

function change(list: ListHistory, action: Change, at: (place: Place) => number): void {
  const last = list.ids.length - 1;
  const first = at(action.at);
  if (action.do === 'move') list.move(Math.min(last, first), Math.min(last, at(action.to)));
  else if (action.do === 'create') times(action.count, () => list.create(first));
  else times(action.count, () => list.remove(first));
}

function times(count: number, act: () => void): void {
  for (let time = 0; time < count; time++) act();
}

function positionOf(list: ListHistory, place: Place, clients: readonly Client[]): number {
  const { length } = list.ids;
  if ('part' in place) return Math.floor(place.part * length);
  const { walk } = itemAt(clients, place.client);
  if (walk.cursor === null || walk.list !== list) return 0;
  const { id, version } = walk.cursor;
  const now = list.ids.indexOf(id);
  const at = now === -1 ? list.idsAt(version).indexOf(id) : now;
  return Math.min(length, Math.max(0, at + place.offset));
}

function countWalk(tally: Tally, { end, waived }: Walk): void {
  if (end === 'OPEN') tally.open += 1;
  if (end === 'COMPLETE') tally.complete += 1;
  if (end === 'EXPIRED') tally.expired += 1;
  if (waived !== null) tally.waived += 1;
}

function countStep(tally: Tally, { calls, error }: WalkStep): void {
  tally.steps += 1;
  if (calls !== null) tally.costed += 1;
  if (error !== null) tally.errors += 1;
}

function itemAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index}`);
  return item;
}
