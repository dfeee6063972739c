import type { Cancellation } from '../lib/cancellation.ts';
import type { Credential } from './credential.ts';
import { Failure } from './failure.ts';
import type { PermissionGroup, Token } from './token.ts';
import type { UpstreamStats } from './upstream-stats.ts';

export type SortDirection = 'ASC' | 'DESC';

/** Which of Cloudflare's lists: the same two words shape the rows and bind the cursors. */
export interface TokenList {
  readonly direction: SortDirection;
  readonly includeExpired: boolean;
}

/** One of Cloudflare's pages: `page` from 1, `perPage` from 5 to 50. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** A row as it came: a token, or the reason why it cannot be read. It keeps its place either way. */
export type TokenRow = Token | UnreadableRow;

/** Its id can often be read all the same, and then the row can be told from its neighbours. */
export class UnreadableRow extends Failure {
  readonly id: string | null;

  constructor(message: string, id: string | null) {
    super('UPSTREAM_INVALID_RESPONSE', message);
    this.id = id;
  }
}

export interface TokenPage {
  readonly rows: readonly TokenRow[];
  /** How many rows the whole list holds; null where Cloudflare did not say. */
  readonly totalCount: number | null;
}

/** Pages that were read together, to be one snapshot of a list, in the order they were asked for. */
export interface TokenPages {
  readonly pages: readonly TokenPage[];
  /** Whether they were read before, for an earlier request of the same credential. */
  readonly fromCache: boolean;
}

/** By their ids, each as it came: a group, or the reason why it cannot be read. */
export type PermissionGroups = ReadonlyMap<string, PermissionGroup | UnreadableRow>;

/** Who asks, how fresh the answer must be, and until when it is wanted. */
export interface Caller {
  readonly credential: Credential;
  readonly cancellation: Cancellation;
  /** True: nothing that was kept will do. */
  readonly isFresh: boolean;
  readonly stats: UpstreamStats;
}

/** Where tokens come from. Every method that reads throws a `Failure` and nothing else. */
export interface TokenSource {
  listTokens(
    caller: Caller,
    list: TokenList,
    requests: readonly PageRequest[],
  ): Promise<TokenPages>;
  /**
   * How many rows the list held when this caller's credential last read of it; null where that is
   * not remembered. Good for a plan, which must bear that it has changed.
   */
  lastLength(caller: Caller, list: TokenList): number | null;
  /**
   * Pages of the list that were read last, together, and may be in memory still; null where none is
   * ever kept. Good for a plan.
   */
  lastPages(caller: Caller, list: TokenList): readonly PageRequest[] | null;
  /** Null where the caller has no such token. */
  getToken(caller: Caller, id: string): Promise<Token | null>;
  /** Every permission group that the caller may see. */
  listPermissionGroups(caller: Caller): Promise<PermissionGroups>;
}
