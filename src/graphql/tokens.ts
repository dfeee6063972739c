import { loadConnection } from '../loading/connection.ts';
import type { Loaders } from '../loading/loaders.ts';
import type { SortDirection, TokenList } from '../model/token-list.ts';
import type { Connection } from '../pagination/connection.ts';
import type { ConnectionArguments } from '../pagination/window.ts';

export interface TokensArguments extends ConnectionArguments {
  readonly direction?: SortDirection | null | undefined;
  readonly includeExpired?: boolean | null | undefined;
}

/** A null argument is the same as one that is not given. */
export function resolveTokens(
  args: TokensArguments,
  loaders: Loaders,
  wantsRows: boolean,
): Promise<Connection> {
  const list: TokenList = {
    direction: args.direction ?? 'ASC',
    includeExpired: args.includeExpired ?? false,
  };
  return loadConnection(loaders, list, args, wantsRows);
}
