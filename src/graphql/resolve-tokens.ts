import type { GraphQLResolveInfo } from 'graphql';

import type { TokenFilter } from '../inventory/filter.ts';
import type { TokenOrderField } from '../inventory/order.ts';
import { loadConnection } from '../loading/load-connection.ts';
import { type Answer, loadAnswer } from '../loading/question.ts';
import type { SortDirection, TokenList } from '../model/token-list.ts';
import type { Connection } from '../pagination/connection.ts';
import type { ConnectionArguments } from '../pagination/window.ts';
import type { GatewayContext } from './context.ts';
import { wantsRows, wantsSummary } from './selects.ts';

export interface TokensArguments extends ConnectionArguments {
  readonly direction?: SortDirection | null | undefined;
  readonly includeExpired?: boolean | null | undefined;
  readonly filter?: TokenFilter | null | undefined;
  readonly orderBy?: TokenOrderField | null | undefined;
}

/** A connection, with the summary where an operation selects it. */
export type TokenConnectionShape = Connection & Partial<Pick<Answer, 'summary'>>;

/** A null argument is the same as one that is not given. */
export function resolveTokens(
  { loaders, nowMs }: GatewayContext,
  account: string | null,
  args: TokensArguments,
  info: GraphQLResolveInfo,
): Promise<TokenConnectionShape> {
  const { filter = null, orderBy } = args;
  const list: TokenList = {
    account,
    direction: args.direction ?? 'ASC',
    includeExpired: args.includeExpired ?? false,
  };
  const isSummarized = wantsSummary(info);
  const question = { list, filter, orderBy: orderBy ?? 'CLOUDFLARE', isSummarized };
  const isPlain = filter === null && question.orderBy === 'CLOUDFLARE' && !isSummarized;
  return isPlain
    ? loadConnection(loaders(), list, args, wantsRows(info))
    : loadAnswer(loaders(), question, args, nowMs);
}
