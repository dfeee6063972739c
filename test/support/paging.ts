import type { PageRequest, TokenList, TokenRow } from '../../src/model/token-source.ts';
import type { Connection } from '../../src/pagination/connection.ts';
import { fingerprintsOf } from '../../src/pagination/cursor.ts';
import type { Rows } from '../../src/pagination/follow.ts';
import { planPages } from '../../src/pagination/plan.ts';
import { advance, startSearch, type Wanted, wantedRows } from '../../src/pagination/search.ts';
import { type ConnectionArguments, readWindow } from '../../src/pagination/window.ts';

export const LIST: TokenList = { direction: 'ASC', includeExpired: false };

export interface World {
  readonly knowsTotal?: boolean;
  readonly wantsRows?: boolean;
  /** Every page that was read is added to it. */
  readonly log?: PageRequest[];
}

/** Reads as the upstream would: whole pages of the list, or of its reverse. */
function read(
  rows: readonly TokenRow[],
  { countedFrom, ranges }: Wanted,
  { knowsTotal = true, log = [] }: World,
): Rows {
  const inOrder = countedFrom === 'START' ? rows : rows.toReversed();
  const planned = planPages(ranges);
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
    totalCount: knowsTotal ? rows.length : null,
    positions: [...found.keys()],
    rowAt,
    fingerprintAt: fingerprintsOf(rowAt),
    wasRead: (position) =>
      pages.some(({ page, perPage }) => Math.floor(position / perPage) === page - 1),
  };
}

/** A connection over a plain array: the arithmetic of `src/pagination` and nothing else. */
export function connect(
  rows: readonly TokenRow[],
  args: ConnectionArguments,
  world: World = {},
): Connection {
  let search = startSearch(readWindow(LIST, args), world.wantsRows ?? true);
  for (;;) {
    const progress = advance(search, read(rows, wantedRows(search), world));
    if ('connection' in progress) return progress.connection;
    search = progress.search;
  }
}
