import { createGateway, type Gateway } from '../../../src/gateway.ts';
import { createHistory, type ListHistory } from './history.ts';
import { beginWalk, judge, type Walk, type WalkStep } from './oracle.ts';
import { type Action, CACHE_TTL_MS, type Place, type Schedule } from './schedule.ts';
import { type HeldUpstream, startHeldUpstream } from './upstream.ts';
import { createWorld, type World } from './world.ts';

/** So many steps are enough to finish a walk; a walk that needs more stays open. */
const MAX_LAST_STEPS = 30;
/** No call of a schedule times out by itself. */
const NEVER_MS = 1e10;

/** How much of the promises a number of schedules has tested. */
export interface Tally {
  steps: number;
  /** Steps whose upstream calls were compared with the fewest. */
  costed: number;
  complete: number;
  expired: number;
  open: number;
  /** Walks of which not every promise binds, by the reason. */
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
  const gatewayAt = (name: string, cacheTtlMs: number) => ({
    name,
    gateway: createGateway(
      {
        baseUrl: `${upstream.origin}/${name}`,
        cacheTtlMs,
        timeoutMs: NEVER_MS,
        operationTimeoutMs: NEVER_MS,
        compiledPath: process.env['COMPILED_PATH'] !== 'off',
      },
      { clock: world.clock, random: () => 0 },
    ),
  });
  const caching = [gatewayAt('A', CACHE_TTL_MS), gatewayAt('B', CACHE_TTL_MS)];
  const plain = [gatewayAt('a', 0), gatewayAt('b', 0)];
  const tally = { steps: 0, costed: 0, complete: 0, expired: 0, open: 0, waived: 0, errors: 0 };
  let runs = 0;

  return {
    tally,
    async run(schedule) {
      runs += 1;
      world.clear();
      upstream.clear();
      const gateways = schedule.isCaching ? caching : plain;
      await runSchedule({ schedule, run: runs, world, upstream, gateways, tally });
    },
    async close() {
      await Promise.all([...caching, ...plain].map(({ gateway }) => gateway.close()));
      await upstream.close();
    },
  };
}

interface NamedGateway {
  readonly name: string;
  readonly gateway: Gateway;
}

interface ScheduleRun {
  readonly schedule: Schedule;
  readonly run: number;
  readonly world: World;
  readonly upstream: HeldUpstream;
  readonly gateways: readonly NamedGateway[];
  readonly tally: Tally;
}

interface Client {
  readonly index: number;
  readonly secret: string;
  readonly list: ListHistory;
  walk: Walk;
  cursor: string | null;
  isBusy: boolean;
}

/** A request in flight. */
interface Flight {
  readonly gateway: string;
  readonly secret: string;
  isAlone: boolean;
}

const WALK = `query Walk($first: Int, $after: String, $last: Int, $before: String, $direction: SortDirection!) {
  tokens(first: $first, after: $after, last: $last, before: $before, direction: $direction) {
    totalCount
    nodes { id name }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

async function runSchedule(scheduleRun: ScheduleRun): Promise<void> {
  const { schedule, run, world, upstream, gateways, tally } = scheduleRun;
  const flights = new Set<Flight>();
  const wrong: string[] = [];

  const lists = schedule.counts.map((count, credential) => {
    const secret = `schedule-${run}-of-${credential}`.padEnd(40, '0');
    const list = createHistory(credential === 0 ? 't' : 'other', count);
    upstream.addList(secret, list);
    return { secret, list };
  });
  const clients = schedule.clients.map((plan, index): Client => {
    const { secret, list } = lists[plan.credential] as (typeof lists)[number];
    return {
      index,
      secret,
      list,
      walk: beginWalk(plan, secret, list),
      cursor: null,
      isBusy: false,
    };
  });
  const listOf = (index: number) => (lists[index] as (typeof lists)[number]).list;

  function positionOf(list: ListHistory, place: Place): number {
    const { length } = list.ids;
    if ('part' in place) return Math.floor(place.part * length);
    const { walk } = clients[place.client] as Client;
    const { cursor } = walk;
    if (cursor === null || walk.list !== list) return 0;
    const now = list.ids.indexOf(cursor.id);
    const at = now === -1 ? list.idsAt(cursor.version).indexOf(cursor.id) : now;
    return Math.min(length, Math.max(0, at + place.offset));
  }

  async function step(
    client: Client,
    { name, gateway }: NamedGateway,
    isFresh: boolean,
  ): Promise<void> {
    const { plan } = client.walk;
    const flight = takeOff(name, client.secret);
    const pagesBefore = upstream.pages.filter(
      (page) => page.gateway === name && page.secret === client.secret,
    ).length;
    const beganAt = { tick: world.tick(), ms: world.ms(), version: client.list.version };
    client.isBusy = true;
    const isForward = plan.way === 'FORWARD';
    const args = isForward
      ? { first: plan.size, after: client.cursor }
      : { last: plan.size, before: client.cursor };
    world.tell(
      `  client ${client.index} at ${name}: ${isForward ? 'first' : 'last'} ${plan.size} ${plan.direction}` +
        ` ${isForward ? 'after' : 'before'} ${client.cursor === null ? '-' : client.walk.cursor?.id}${isFresh ? ', no-cache' : ''}`,
    );
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      authorization: `Bearer ${client.secret}`,
    };
    if (isFresh) headers['cache-control'] = 'no-cache';
    const body = JSON.stringify({ query: WALK, variables: { ...args, direction: plan.direction } });
    const response = await gateway.fetch(
      new Request('http://127.0.0.1:4000/graphql', { method: 'POST', headers, body }),
    );
    const { data, errors = [] } = JSON.parse(await response.text());
    flights.delete(flight);
    client.isBusy = false;
    world.noteActivity();

    const pages = upstream.pages.filter(
      (page) => page.gateway === name && page.secret === client.secret,
    );
    const tokens = data?.tokens ?? { nodes: [], totalCount: null, pageInfo: {} };
    const [error] = errors;
    const walkStep: WalkStep = {
      gateway: name,
      isFresh,
      cacheTtlMs: schedule.isCaching ? CACHE_TTL_MS : 0,
      beganAt,
      endVersion: client.list.version,
      isKnownList: pagesBefore > 0,
      calls: flight.isAlone ? pages.length - pagesBefore : null,
      error: error ? { code: error.extensions.code, message: error.message } : null,
      rows: tokens.nodes.map((node: { id: string; name: string }) => ({
        id: node.id,
        page: upstream.pages[Number(node.name)],
      })),
      totalCount: tokens.totalCount,
      hasNextPage: tokens.pageInfo.hasNextPage,
      hasPreviousPage: tokens.pageInfo.hasPreviousPage,
    };
    const shown = tokens.nodes
      .map((node: { id: string; name: string }) => `${node.id}#${node.name}`)
      .join(' ');
    world.tell(
      `  client ${client.index} gets ${error ? error.extensions.code : `[${shown}] of ${tokens.totalCount}, next ${tokens.pageInfo.hasNextPage}, previous ${tokens.pageInfo.hasPreviousPage}`}` +
        ` (${walkStep.calls ?? '?'} calls)`,
    );
    tally.steps += 1;
    if (walkStep.calls !== null) tally.costed += 1;
    if (error) tally.errors += 1;
    const broken = judge(client.walk, walkStep);
    if (broken !== null) wrong.push(`client ${client.index}: ${broken}`);
    if (!error)
      client.cursor =
        (isForward ? tokens.pageInfo.endCursor : tokens.pageInfo.startCursor) ?? client.cursor;
  }

  function takeOff(gateway: string, secret: string): Flight {
    const others = [...flights].filter(
      (each) => each.gateway === gateway && each.secret === secret,
    );
    for (const other of others) other.isAlone = false;
    const flight = { gateway, secret, isAlone: others.length === 0 };
    flights.add(flight);
    return flight;
  }

  function act(action: Action): void {
    switch (action.do) {
      case 'create': {
        const list = listOf(action.list);
        for (let count = 0; count < action.count; count++) list.create(positionOf(list, action.at));
        return;
      }
      case 'delete': {
        const list = listOf(action.list);
        return list.remove(positionOf(list, action.at));
      }
      case 'move': {
        const list = listOf(action.list);
        const last = list.ids.length - 1;
        return list.move(
          Math.min(last, positionOf(list, action.at)),
          Math.min(last, positionOf(list, action.to)),
        );
      }
      case 'advance':
        return world.clock.advance(action.ms);
      case 'release': {
        const held = upstream.heldActions;
        upstream.hold = action.hold;
        const which = held[action.which % Math.max(1, held.length)];
        if (which !== undefined) upstream.release(which);
        return;
      }
      case 'step': {
        const client = clients[action.client] as Client;
        if (client.isBusy) return;
        if (client.walk.end !== 'OPEN') restart(client);
        upstream.hold = action.hold;
        start(client, gateways[action.gateway] as NamedGateway, action.isFresh);
      }
    }
  }

  function start(client: Client, gateway: NamedGateway, isFresh: boolean): void {
    step(client, gateway, isFresh).catch((error) =>
      wrong.push(`client ${client.index}: ${error?.stack ?? error}`),
    );
  }

  function restart(client: Client): void {
    count(client.walk);
    client.walk = beginWalk(client.walk.plan, client.secret, client.list);
    client.cursor = null;
  }

  function count({ end, waived }: Walk): void {
    if (end === 'OPEN') tally.open += 1;
    if (end === 'COMPLETE') tally.complete += 1;
    if (end === 'EXPIRED') tally.expired += 1;
    if (waived !== null) tally.waived += 1;
  }

  async function settle(): Promise<void> {
    await world.settle(() => flights.size === 0);
  }

  async function releaseAll(): Promise<void> {
    upstream.hold = null;
    while (flights.size > 0 && wrong.length === 0) {
      for (const action of upstream.heldActions) upstream.release(action);
      await settle();
    }
  }

  for (const action of schedule.actions) {
    world.action += 1;
    world.tell(`${world.action} ${describe(action)}`);
    act(action);
    for (const { list } of lists) world.tell(changesIn(list));
    await settle();
    if (wrong.length > 0) break;
  }
  await releaseAll();
  for (let last = 0; last < MAX_LAST_STEPS && wrong.length === 0; last++) {
    world.action += 1;
    for (const client of clients) {
      const isOpen = client.walk.end === 'OPEN' && client.walk.cursor !== null;
      if (!isOpen || wrong.length > 0) continue;
      start(client, gateways[last % 2] as NamedGateway, false);
      await releaseAll();
    }
  }
  // Nothing of a schedule may be left over for the next one.
  while (flights.size > 0) {
    for (const action of upstream.heldActions) upstream.release(action);
    await settle();
  }
  for (const { walk } of clients) if (walk.cursor !== null) count(walk);
  if (wrong.length > 0) throw new Error(`${wrong[0]}\n\n${world.story()}\n`);

  function changesIn(list: ListHistory): string {
    const known = told.get(list) ?? 0;
    told.set(list, list.version);
    return list
      .changes(known, list.version)
      .map(
        ({ version, kind, id }) =>
          `  ${kind} ${id}, now at ${list.idsAt(version).indexOf(id)} of ${list.idsAt(version).length}: version ${version}`,
      )
      .join('\n');
  }
}

const told = new WeakMap<ListHistory, number>();

function describe(action: Action): string {
  return JSON.stringify(action);
}
