import DataLoader from 'dataloader';
import { asError } from '../lib/as-error.ts';
import type { PermissionGroup, Token } from '../model/token.ts';
import type { Caller, SortDirection, TokenList, TokenSource } from '../model/token-source.ts';
import type { RowRange } from '../pagination/plan.ts';
import type { Wanted } from '../pagination/search.ts';
import { type ReadRows, readRows } from './read-rows.ts';
import { readTokens } from './read-tokens.ts';

/** Bound to one caller and one operation, so that nothing is ever read for another. */
export interface Loaders {
  /** The rows of a window; windows of one operation on the same list are read together. */
  readonly rows: DataLoader<ListReading, ReadRows>;
  /** A token by its id, asked for once however often the operation names it; all ids together. */
  readonly token: DataLoader<string, Token | null>;
  /** A permission group by its id, out of one reading of them all. */
  readonly permissionGroup: DataLoader<string, PermissionGroup | null>;
}

/** Rows of a list, counted from one of its ends. */
export interface ListReading extends Wanted {
  readonly list: TokenList;
  /** True: what was kept will not do. */
  readonly isFresh: boolean;
  /** Whether it goes on where another ended. */
  readonly readAhead: boolean;
}

export function createLoaders(source: TokenSource, caller: Caller): Loaders {
  return {
    rows: new DataLoader<ListReading, ReadRows>(
      (readings) => readTogether(source, caller, readings),
      {
        cache: false,
      },
    ),
    token: new DataLoader((ids) => readTokens(source, caller, ids)),
    permissionGroup: new DataLoader<string, PermissionGroup | null>(async (ids) => {
      const groups = await source.listPermissionGroups(caller);
      return ids.map((id) => groups.get(id) ?? null);
    }),
  };
}

/** One reading of each list, whatever is wanted of it. */
function readTogether(
  source: TokenSource,
  caller: Caller,
  readings: readonly ListReading[],
): Promise<(ReadRows | Error)[]> {
  const wanted = new Map<string, ReadingTogether>();
  for (const reading of readings) {
    const read = listRead(reading);
    const { isFresh } = caller;
    const entry = wanted.get(keyOf(read)) ?? { list: read, isFresh, readAhead: false, ranges: [] };
    entry.ranges.push(...reading.ranges);
    entry.isFresh ||= reading.isFresh;
    entry.readAhead ||= reading.readAhead;
    wanted.set(keyOf(read), entry);
  }
  const rowsByList = new Map(
    Array.from(wanted, ([key, { list, isFresh, readAhead, ranges }]) => [
      key,
      readRows(source, { ...caller, isFresh }, list, ranges, readAhead).catch(asError),
    ]),
  );
  return Promise.all(
    readings.map(async (reading) => {
      const rows = await rowsByList.get(keyOf(listRead(reading)));
      return rows ?? new Error('a list was asked for and not read');
    }),
  );
}

/** What is wanted of one list. */
interface ReadingTogether {
  readonly list: TokenList;
  isFresh: boolean;
  readAhead: boolean;
  readonly ranges: RowRange[];
}

const OPPOSITE: Readonly<Record<SortDirection, SortDirection>> = { ASC: 'DESC', DESC: 'ASC' };

/** A list read from its end is the opposite order read from its start. */
function listRead({ list, countedFrom }: ListReading): TokenList {
  const { direction, includeExpired } = list;
  return { direction: countedFrom === 'START' ? direction : OPPOSITE[direction], includeExpired };
}

function keyOf({ direction, includeExpired }: TokenList): string {
  return `${direction} ${includeExpired}`;
}
