import type { GraphQLResolveInfo } from 'graphql';

import { loadConnection } from '../loading/connection.ts';
import type { Loaders } from '../loading/loaders.ts';
import type { SortDirection, TokenList } from '../model/token-list.ts';
import type { Connection } from '../pagination/connection.ts';
import type { ConnectionArguments } from '../pagination/window.ts';
import { wantsRows } from './wants-rows.ts';

export interface TokensArguments extends ConnectionArguments {
  readonly direction?: SortDirection | null | undefined;
  readonly includeExpired?: boolean | null | undefined;
}

/** A null argument is the same as one that is not given. */
export function resolveTokens(
  loaders: Loaders,
  account: string | null,
  args: TokensArguments,
  info: GraphQLResolveInfo,
): Promise<Connection> {
  const list: TokenList = {
    account,
    direction: args.direction ?? 'ASC',
    includeExpired: args.includeExpired ?? false,
  };
  return loadConnection(loaders, list, args, wantsRows(info));
}
