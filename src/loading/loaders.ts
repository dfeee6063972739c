import DataLoader from 'dataloader';
import { allowListeners } from '../lib/abort.ts';
import { asError } from '../lib/as-error.ts';
import type { SnapshotId } from '../model/snapshot-id.ts';
import type { CredentialDetails, PermissionGroup, Token } from '../model/token.ts';
import { listKey, reverseOf, type TokenList } from '../model/token-list.ts';
import type {
  PermissionGroupFilter,
  PermissionGroupRow,
  ReadOptions,
  TokenSource,
} from '../model/token-source.ts';
import type { RowsToRead } from '../pagination/pagination-state.ts';
import type { OptionalRange, RowRange } from '../pagination/plan.ts';
import { type CountChecks, createCountChecks } from './check-limit.ts';
import { createOpenAccount, type OpenAccount } from './open-accounts.ts';
import { PLAN_OF_ALL_ROWS, planOfRows } from './page-plan.ts';
import { readNodes } from './read-nodes.ts';
import { type LoadedSnapshot, readSnapshot, readWholeSnapshot } from './read-snapshot.ts';
import { snapshotBound } from './snapshot-bound.ts';
import { createSnapshotsOfOperation, type SnapshotsOfOperation } from './snapshots-of-operation.ts';

/** Bound to one caller and one operation, so that no other caller gets what they load. */
export interface Loaders {
  /** The rows of a window. All windows of one operation on the same list are read together. */
  readonly rows: DataLoader<RowsRequest, LoadedSnapshot>;
  /** Every account is opened before it is read: an operation may read a limited number. */
  readonly openAccount: OpenAccount;
  /** Every filter, order and summary is counted before it is computed. */
  readonly countChecks: CountChecks;
  /** A token of a user or of an account, by the id of its node. An operation reads each id once, and all its ids together. */
  readonly token: DataLoader<string, Token | null>;
  /** A permission group by its id. All groups are read at once. */
  readonly permissionGroup: DataLoader<string, PermissionGroup | null>;
  /** The permission groups that Cloudflare's parameters select. */
  readonly permissionGroups: DataLoader<GroupsRequest, readonly PermissionGroupRow[]>;
  /** The caller's credential, as the verify of its owner describes it. */
  readonly credential: DataLoader<Owner, CredentialDetails>;
  /** Aborted when the caller has left, or the operation has taken too long. */
  readonly signal: AbortSignal;
}

/** An account, or the credential's user. */
export interface Owner {
  readonly account: string | null;
}

export interface GroupsRequest extends Owner, PermissionGroupFilter {}

/** Rows of a list, counted from one of its ends. */
export interface RowsRequest extends RowsToRead {
  readonly list: TokenList;
  /** True: bypass the cache. */
  readonly bypassCache: boolean;
  /** The rows must be no older than these snapshots. */
  readonly noOlderThan: readonly SnapshotId[];
  /** Whether the caller walks through the list, and will read the following rows next. */
  readonly readAhead: boolean;
  /** True: all rows of the list are read, and the ranges are ignored. */
  readonly everyRow?: boolean;
}

const ALL_GROUPS: GroupsRequest = { account: null, name: null, scope: null };

/** Reads each item on its own, in parallel. */
function readEach<Item, T>(
  { signal }: ReadOptions,
  items: readonly Item[],
  read: (item: Item) => Promise<T>,
): Promise<(T | Error)[]> {
  allowListeners(signal, items.length);
  return Promise.all(items.map((item) => read(item).catch(asError)));
}

export function createLoaders(source: TokenSource, options: ReadOptions): Loaders {
  const arrivedAt = source.logicalClock.tick();
  const permissionGroups = new DataLoader<GroupsRequest, readonly PermissionGroupRow[], string>(
    (requests) =>
      readEach(options, requests, ({ account, ...filter }) =>
        source.listPermissionGroups(options, account, filter),
      ),
    { cacheKeyFn: ({ account, name, scope }) => JSON.stringify([account, name, scope]) },
  );
  const openAccount = createOpenAccount();
  const earlier = createSnapshotsOfOperation();
  return {
    signal: options.signal,
    openAccount,
    countChecks: createCountChecks(),
    permissionGroups,
    rows: new DataLoader<RowsRequest, LoadedSnapshot>(
      (requests) => readLists(source, options, arrivedAt, earlier, requests),
      { cache: false },
    ),
    token: new DataLoader((ids) => readNodes(source, options, openAccount, ids)),
    permissionGroup: new DataLoader<string, PermissionGroup | null>(async (ids) => {
      const groups = await permissionGroups.load(ALL_GROUPS);
      const byId = new Map(groups.map((group) => [group.id, group]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
    credential: new DataLoader<Owner, CredentialDetails, string>(
      (owners) =>
        readEach(options, owners, ({ account }) => source.verifyCredential(options, account)),
      { cacheKeyFn: ({ account }) => account ?? '' },
    ),
  };
}

/** Reads one snapshot of each list, which holds the rows of all requests for that list. */
function readLists(
  source: TokenSource,
  options: ReadOptions,
  arrivedAt: number,
  earlier: SnapshotsOfOperation,
  requests: readonly RowsRequest[],
): Promise<(LoadedSnapshot | Error)[]> {
  const reads = new Map<string, ListRead>();
  const readOfRequest = requests.map((request) => {
    // A list that is read from its end is its reverse, read from the start.
    const list = request.countedFrom === 'START' ? request.list : reverseOf(request.list);
    const key = listKey(list);
    const read = reads.get(key) ?? newListRead(list, options);
    read.ranges.push(...request.ranges);
    read.optional.push(...request.optional);
    read.bypassCache ||= request.bypassCache;
    read.noOlderThan.push(
      ...request.noOlderThan.map((snapshot) => snapshotBound(source, snapshot, arrivedAt)),
    );
    read.isNewRead ||= request.bypassCache || request.noOlderThan.length > 0;
    read.readAhead ||= request.readAhead;
    read.everyRow ||= request.everyRow ?? false;
    read.doubtsTotal ||= request.doubtsTotal;
    reads.set(key, read);
    return read;
  });
  allowListeners(options.signal, reads.size);
  const snapshots = new Map(
    Array.from(reads.values(), (read) => {
      const found = earlier.find(read);
      if (found !== null) return [read, Promise.resolve(found)];
      const { list, bypassCache, noOlderThan, readAhead, everyRow, doubtsTotal } = read;
      const reader = { ...options, bypassCache, noOlderThan };
      const snapshot = doubtsTotal
        ? readWholeSnapshot(source, reader, list, { seen: 0, doubtsTotal })
        : readSnapshot(
            source,
            reader,
            list,
            everyRow ? PLAN_OF_ALL_ROWS : planOfRows(read, readAhead),
          );
      return [read, earlier.add(list, snapshot).catch(asError)];
    }),
  );
  return Promise.all(
    readOfRequest.map(
      async (read) => (await snapshots.get(read)) ?? new Error('a list was requested but not read'),
    ),
  );
}

/** Everything that the requests of one batch need of one list. */
interface ListRead {
  readonly list: TokenList;
  bypassCache: boolean;
  readonly noOlderThan: number[];
  readAhead: boolean;
  everyRow: boolean;
  doubtsTotal: boolean;
  /** True: rows that the operation has read already are too old. */
  isNewRead: boolean;
  readonly ranges: RowRange[];
  readonly optional: OptionalRange[];
}

function newListRead(list: TokenList, { bypassCache, noOlderThan }: ReadOptions): ListRead {
  const noOlder = [...noOlderThan];
  const hints = { readAhead: false, everyRow: false, doubtsTotal: false, isNewRead: false };
  return { list, bypassCache, noOlderThan: noOlder, ...hints, ranges: [], optional: [] };
}
