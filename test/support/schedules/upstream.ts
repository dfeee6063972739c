import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ListHistory } from './history.ts';
import type { StatedTotal } from './schedule.ts';
import type { World } from './world.ts';

/** When the content of a response that is held back is taken: when its request arrives, or when it is released. */
export type Hold = 'AT_ARRIVAL' | 'AT_RELEASE';

/** One page that a gateway has requested. */
export interface UpstreamPage {
  readonly index: number;
  readonly gateway: string;
  readonly secret: string;
  /** The action of the schedule that made the gateway request it. */
  readonly action: number;
  readonly requestedAtTick: number;
  readonly text: string;
  /** The version of the list that the page shows; null if it is not taken yet. */
  version: number | null;
  /** Null if it is not sent yet. */
  sentAt: { readonly tick: number; readonly ms: number; readonly action: number } | null;
}

export interface HeldUpstream {
  readonly origin: string;
  readonly pages: readonly UpstreamPage[];
  /** The pages that are held back, in the order of their requests. */
  readonly held: readonly UpstreamPage[];
  /** From now on pages are held back; null: they are sent at once. */
  hold: Hold | null;
  addList(secret: string, list: ListHistory, total: StatedTotal): void;
  /**
   * Sends a page that is held back: alone, or with all that its action made gateways request, which
   * are then all of one version.
   */
  release(page: UpstreamPage, isWhole: boolean): void;
  /** Forgets pages and lists. Nothing may be in flight. */
  clear(): void;
  close(): Promise<void>;
}

/** The lists of Cloudflare, in pages that are held back and sent in any order. The name of a row is the index of its page. */
export async function startHeldUpstream(world: World): Promise<HeldUpstream> {
  const lists = new Map<string, { readonly list: ListHistory; readonly total: StatedTotal }>();
  const pages: UpstreamPage[] = [];
  let held: { readonly page: UpstreamPage; readonly send: () => void }[] = [];

  function receive({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    const secret = (headers.authorization ?? '').replace('Bearer ', '');
    const entry = lists.get(secret);
    if (entry === undefined) throw new Error(`no list of ${secret}`);
    const { list, total } = entry;
    const page: UpstreamPage = {
      index: pages.length,
      gateway: pathname.split('/')[1] ?? '',
      secret,
      action: world.action,
      requestedAtTick: world.tick(),
      text: `page ${searchParams.get('page')} of ${searchParams.get('per_page')}, ${searchParams.get('direction')}`,
      version: null,
      sentAt: null,
    };
    pages.push(page);
    world.tell(`    ${page.gateway} requests #${page.index}: ${page.text}`);

    let body: string | null = null;
    function take(): string {
      if (body !== null) return body;
      page.version = list.version;
      body = bodyOf(list.ids, total, searchParams, page.index);
      return body;
    }
    function send(): void {
      const taken = take();
      page.sentAt = { tick: world.tick(), ms: world.ms(), action: world.action };
      world.tell(`    #${page.index} is sent: version ${page.version}`);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(taken);
    }
    if (upstream.hold === null) {
      send();
      return;
    }
    if (upstream.hold === 'AT_ARRIVAL') take();
    world.tell(`    #${page.index} is held back: ${upstream.hold}`);
    held.push({ page, send });
  }

  const server = createServer((request, response) => {
    world.noteActivity();
    response.once('finish', world.noteActivity);
    receive(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const upstream: HeldUpstream = {
    origin: `http://127.0.0.1:${port}`,
    pages,
    get held() {
      return held.map(({ page }) => page);
    },
    hold: null,
    addList: (secret, list, total) => void lists.set(secret, { list, total }),
    release(page, isWhole) {
      const isReleased = (each: UpstreamPage) =>
        each === page || (isWhole && each.action === page.action);
      const released = held.filter((each) => isReleased(each.page));
      held = held.filter((each) => !isReleased(each.page));
      for (const { send } of released) send();
    },
    clear() {
      lists.clear();
      pages.length = 0;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return upstream;
}

function bodyOf(
  ids: readonly string[],
  total: StatedTotal,
  query: URLSearchParams,
  pageIndex: number,
): string {
  const [page, perPage] = [Number(query.get('page')), Number(query.get('per_page'))];
  const inOrder = query.get('direction') === 'desc' ? ids.toReversed() : ids;
  const result = inOrder
    .slice((page - 1) * perPage, page * perPage)
    .map((id) => ({ id, name: String(pageIndex), policies: [] }));
  const total_count = statedTotal(total, ids.length);
  const result_info = { page, per_page: perPage, count: result.length, total_count };
  return JSON.stringify({ result, success: true, errors: [], messages: [], result_info });
}

/** What a page says as the length of its list; absent if it says nothing. */
export function statedTotal(total: StatedTotal, length: number): number | undefined {
  if (total === 'NONE') return undefined;
  return total === 'RIGHT' ? length : Math.max(0, length + total);
}
