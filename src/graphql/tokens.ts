import { Failure } from '../model/failure.ts';
import type { SortDirection } from '../model/token-source.ts';
import type { Connection } from '../pagination/connection.ts';
import { advance, startSearch, wantedRows } from '../pagination/read.ts';
import { type ConnectionArguments, readWindow } from '../pagination/window.ts';
import type { Loaders } from './loaders.ts';

export interface TokensArguments extends ConnectionArguments {
  readonly direction?: SortDirection | null | undefined;
  readonly includeExpired?: boolean | null | undefined;
}

/** More readings than any list needs that stands still while it is read. */
const MAX_READINGS = 12;

/** Arguments in, connection out. A null argument is one that was not given. */
export async function resolveTokens(
  args: TokensArguments,
  loaders: Loaders,
  wantsRows: boolean,
): Promise<Connection> {
  const list = {
    direction: args.direction ?? 'ASC',
    includeExpired: args.includeExpired ?? false,
  } as const;
  let search = startSearch(readWindow(list, args), wantsRows);
  for (let reading = 1; reading <= MAX_READINGS; reading++) {
    const progress = advance(search, await loaders.rows.load({ list, ...wantedRows(search) }));
    if ('connection' in progress) return progress.connection;
    search = progress.search;
  }
  const message = 'The list of tokens kept changing while it was read; try again.';
  throw new Failure('UPSTREAM_UNAVAILABLE', message);
}
