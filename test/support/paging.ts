import type { SnapshotId } from '../../src/model/snapshot-id.ts';
import { listKey, type TokenList } from '../../src/model/token-list.ts';
import type { PageRequest, TokenRow } from '../../src/model/token-source.ts';
import type { Connection } from '../../src/pagination/connection.ts';
import { fingerprintsOf } from '../../src/pagination/cursor.ts';
import {
  advance,
  initialState,
  type RowsToRead,
  rowsToRead,
} from '../../src/pagination/pagination-state.ts';
import { NO_HINTS, planPages } from '../../src/pagination/plan.ts';
import { type ListSnapshot, snapshotOfAll } from '../../src/pagination/snapshot.ts';
import { type ConnectionArguments, parseWindow } from '../../src/pagination/window.ts';
import { LIST_ACCOUNT } from './places.ts';

/** Plain rows belong to no upstream read. */
export const SNAPSHOT_ID: SnapshotId = { instance: 0, completedAt: 0 };

export const LIST: TokenList = { account: LIST_ACCOUNT, direction: 'ASC', includeExpired: false };

export interface World {
  readonly knowsTotal?: boolean;
  readonly wantsRows?: boolean;
  /** Every page that is read is added. */
  readonly log?: PageRequest[];
}

/** Reads whole pages of the list or of its reverse, as the upstream does. */
function read(
  rows: readonly TokenRow[],
  { countedFrom, ranges, optional, doubtsTotal }: RowsToRead,
  { knowsTotal = true, log = [] }: World,
): ListSnapshot {
  const inOrder = countedFrom === 'START' ? rows : rows.toReversed();
  if (doubtsTotal) return snapshotOfAll(inOrder, SNAPSHOT_ID);
  const planned = planPages(ranges, NO_HINTS, optional);
  const pages = planned.length > 0 ? planned : [{ page: 1, perPage: 5 }];
  log.push(...pages);
  const found = new Map<number, TokenRow>();
  for (const { page, perPage } of pages) {
    const start = (page - 1) * perPage;
    for (const [index, row] of inOrder.slice(start, start + perPage).entries()) {
      found.set(start + index, row);
    }
  }
  const rowAt = (position: number) => found.get(position);
  return {
    id: SNAPSHOT_ID,
    totalCount: knowsTotal ? rows.length : null,
    positions: [...found.keys()],
    rowAt,
    fingerprintAt: fingerprintsOf(rowAt),
    wasRead: (position) =>
      pages.some(({ page, perPage }) => Math.floor(position / perPage) === page - 1),
  };
}

/** A connection over a plain array, made by `src/pagination` alone. */
export function connect(
  rows: readonly TokenRow[],
  args: ConnectionArguments,
  world: World = {},
): Connection {
  let state = initialState(parseWindow(listKey(LIST), args), world.wantsRows ?? true);
  for (;;) {
    const step = advance(state, read(rows, rowsToRead(state), world));
    if ('connection' in step) return step.connection;
    state = step.state;
  }
}
