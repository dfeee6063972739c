import { createClient } from '../../src/cloudflare/client.ts';
import { createSendCall } from '../../src/cloudflare/send-call.ts';
import { coalesce } from '../../src/cloudflare/stages/coalesce.ts';
import { inParallel } from '../../src/cloudflare/stages/parallel.ts';
import { emulatedCredential } from '../../src/emulator/credentials.ts';
import { route } from '../../src/emulator/routes.ts';
import { AS_SAMPLED, type Switches } from '../../src/emulator/switches.ts';
import { createLogicalClock } from '../../src/lib/logical-clock.ts';
import { loadConnection } from '../../src/loading/load-connection.ts';
import { createLoaders } from '../../src/loading/loaders.ts';
import { Credential } from '../../src/model/credential.ts';
import { createUpstreamStats } from '../../src/model/upstream-stats.ts';
import type { Connection } from '../../src/pagination/connection.ts';
import type { ConnectionArguments } from '../../src/pagination/window.ts';
import { LIST } from './paging.ts';

export interface Listing {
  /** The list: a test may change it between two reads. */
  readonly rows: { readonly id: string }[];
  readonly switches: Switches;
  /** The paths of all calls so far. */
  readonly calls: string[];
  /** Loads a window, as a resolver does. Nothing is cached, but the length of the list is remembered. */
  connection(args: ConnectionArguments, wantsRows?: boolean): Promise<Connection>;
}

/** What a credential's calls are answered with. */
interface Answering {
  readonly account: Parameters<typeof route>[2];
  readonly switches: Switches;
  readonly calls: string[];
}

/** One source serves all lists of a test file, each with a credential of its own: its caches are large. */
const answering = new Map<string, Answering>();
const clock = createLogicalClock();
const send = createSendCall(
  async ({ path, credential }) => {
    const entry = answering.get(credential.hash);
    if (entry === undefined) throw new Error('no such list');
    entry.calls.push(path);
    const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
    const { status, body } = route(pathname, searchParams, entry.account, entry.switches);
    return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
  },
  { now: () => 0 },
);
const JSON_HEADERS = { 'content-type': 'application/json' };
const rejections = { lastRejection: () => 0 };
const read = coalesce(inParallel(send), {
  logicalClock: clock,
  rejections,
  isolatesRequests: false,
});
const source = createClient(read, clock, rejections, false);

/** The loading of a gateway over an emulated list, without HTTP: fast enough for thousands of walks. */
export function openListing(
  rows: { readonly id: string }[],
  switches: Partial<Switches> = {},
): Listing {
  const calls: string[] = [];
  const list = emulatedCredential(rows);
  const account =
    LIST.account === null
      ? list
      : emulatedCredential([], { accounts: new Map([[LIST.account, list]]) });
  const listing = { rows, switches: { ...AS_SAMPLED, ...switches }, calls };
  const credential = new Credential(`list_number_${answering.size}_`.padEnd(40, '0'));
  answering.set(credential.hash, { account, switches: listing.switches, calls });
  const { signal } = new AbortController();
  return {
    ...listing,
    connection(args, wantsRows = true) {
      const stats = createUpstreamStats();
      const options = {
        ...{
          credential,
          callerId: null,
          signal,
          bypassCache: false,
          noOlderThan: [],
          continues: null,
        },
        stats,
      };
      return loadConnection(createLoaders(source, options), LIST, args, wantsRows);
    },
  };
}
