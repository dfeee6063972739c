import type { ListHistory } from './history.ts';
import { beginWalk, type ClientPlan, judge, type Walk, type WalkStep } from './oracle.ts';
import {
  type NamedGateway,
  requestWindow,
  type Traffic,
  type WindowAnswer,
  type WindowRequest,
} from './requests.ts';
import type { StatedTotal } from './schedule.ts';
import type { HeldUpstream } from './upstream.ts';
import type { World } from './world.ts';

/** The surroundings of a client. */
export interface ClientPorts {
  readonly world: World;
  readonly upstream: HeldUpstream;
  readonly traffic: Traffic;
  readonly cacheTtlMs: number;
  readonly onWalkEnd: (walk: Walk) => void;
  readonly onStep: (step: WalkStep) => void;
}

export interface CredentialList {
  readonly secret: string;
  readonly list: ListHistory;
  readonly total: StatedTotal;
}

/** A client that takes the steps of its walks when the schedule says. */
export interface Client {
  readonly walk: Walk;
  readonly isBusy: boolean;
  /** Takes the next step, or the first one of a new walk. Gives the broken promise, or null. */
  step(gateway: NamedGateway, bypassCache: boolean): Promise<string | null>;
}

export function createClient(
  name: string,
  plan: ClientPlan,
  { secret, list, total }: CredentialList,
  ports: ClientPorts,
): Client {
  const { world, upstream, traffic, cacheTtlMs, onWalkEnd, onStep } = ports;
  let walk = beginWalk(plan, secret, list, total);
  let cursor: string | null = null;
  let isBusy = false;

  function restart(): void {
    onWalkEnd(walk);
    walk = beginWalk(plan, secret, list, total);
    cursor = null;
  }

  const pagesOf = (gateway: string) =>
    upstream.pages.filter((page) => page.gateway === gateway && page.secret === secret).length;

  async function takeStep(gateway: NamedGateway, bypassCache: boolean): Promise<string | null> {
    const request = { plan, secret, cursor, bypassCache };
    world.tell(`  ${name} at ${gateway.name}: ${textOfRequest(request, walk)}`);
    const beganAt = { tick: world.tick(), ms: world.ms(), version: list.version };
    const pagesBefore = pagesOf(gateway.name);
    const flight = traffic.start(gateway.name, secret, beganAt.tick);
    const answer = await requestWindow(gateway, request).finally(() => traffic.end(flight));
    world.noteActivity();

    const { error, totalCount, nodes, pageInfo } = answer;
    const calls = flight.isAlone ? pagesOf(gateway.name) - pagesBefore : null;
    world.tell(`  ${name} gets ${textOfAnswer(answer)} (${calls ?? '?'} calls)`);
    const step: WalkStep = {
      gateway: gateway.name,
      bypassCache,
      cacheTtlMs,
      beganAt,
      sharedSince: flight.sharedSince,
      endVersion: list.version,
      isKnownList: pagesBefore > 0,
      calls,
      error,
      readVersions: new Set(
        upstream.pages
          .filter((page) => page.gateway === gateway.name && page.secret === secret)
          .filter(({ sentAt }) => sentAt !== null && sentAt.tick > beganAt.tick)
          .map(({ version }) => version ?? 0),
      ),
      arrivedAtMs: ({ action }) =>
        Math.max(
          ...upstream.pages
            .filter((page) => page.gateway === gateway.name && page.secret === secret)
            .filter((page) => page.action === action)
            .map(({ sentAt }) => sentAt?.ms ?? 0),
        ),
      rows: nodes.map((node) => {
        const page = upstream.pages[Number(node.name)];
        if (page === undefined) throw new Error(`${node.id} is of no page`);
        return { id: node.id, page };
      }),
      totalCount,
      hasNextPage: pageInfo.hasNextPage,
      hasPreviousPage: pageInfo.hasPreviousPage,
    };
    onStep(step);
    cursor = (plan.way === 'FORWARD' ? pageInfo.endCursor : pageInfo.startCursor) ?? cursor;
    return judge(walk, step);
  }

  return {
    get walk() {
      return walk;
    },
    get isBusy() {
      return isBusy;
    },
    async step(gateway, bypassCache) {
      if (walk.end !== 'OPEN') restart();
      isBusy = true;
      try {
        const broken = await takeStep(gateway, bypassCache);
        return broken === null ? null : `${name}: ${broken}`;
      } finally {
        isBusy = false;
      }
    },
  };
}

function textOfRequest({ plan, bypassCache }: WindowRequest, { cursor }: Walk): string {
  const { size, way, direction } = plan;
  const [first, after] = way === 'FORWARD' ? ['first', 'after'] : ['last', 'before'];
  const place = cursor === null ? '' : ` ${after} ${cursor.id}`;
  return `${first} ${size}${place}, ${direction}${bypassCache ? ', no-cache' : ''}`;
}

function textOfAnswer({ error, nodes, totalCount, pageInfo }: WindowAnswer): string {
  if (error !== null) return `${error.code}: ${error.message}`;
  const rows = nodes.map(({ id, name }) => `${id}#${name}`).join(' ');
  const { hasNextPage, hasPreviousPage } = pageInfo;
  return `[${rows}] of ${totalCount}, next ${hasNextPage}, previous ${hasPreviousPage}`;
}
