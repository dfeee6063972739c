import type { LogicalClock } from '../lib/logical-clock.ts';
import type { Credential } from './credential.ts';
import { Failure } from './failure.ts';
import type { CredentialDetails, PermissionGroup, Token } from './token.ts';
import type { TokenList } from './token-list.ts';
import type { UpstreamStats } from './upstream-stats.ts';

/** One of Cloudflare's pages: `page` from 1, `perPage` from 5 to 50. */
export interface PageRequest {
  readonly page: number;
  readonly perPage: number;
}

/** A token, or the reason why the row cannot be decoded. Both keep their position in the list. */
export type TokenRow = Token | UnreadableRow;

/** A row that cannot be decoded. Its id often can be, and then cursors can refer to the row. */
export class UnreadableRow extends Failure {
  readonly id: string | null;

  constructor(message: string, id: string | null) {
    super('UPSTREAM_INVALID_RESPONSE', message);
    this.id = id;
  }
}

export function isReadable(row: TokenRow): row is Token {
  return !(row instanceof UnreadableRow);
}

export interface TokenPage {
  readonly rows: readonly TokenRow[];
  /** How many rows the whole list has, as Cloudflare says, right or not; null if it does not say. */
  readonly totalCount: number | null;
  /** How the page differs from the requested one, as Cloudflare says. The rows of an earlier page have other positions. */
  readonly difference: 'EARLIER_PAGE' | 'OTHER_SIZE' | null;
  /** Why Cloudflare did not give the page: there is none, or so it seems. It has no rows then. */
  readonly failure: Failure | null;
}

/** A read of a source, compared by identity. */
export type ReadHandle = Readonly<Record<'startedAt' | 'completedAt', number>>;

/** Pages that were read together, as one snapshot of a list, in the order of the requests. */
export interface TokenPages {
  readonly pages: readonly TokenPage[];
  /** Whether they were read for an earlier request of the same credential. */
  readonly fromCache: boolean;
  /** When all of them had arrived, by the source's logical clock. */
  readonly completedAt: number;
  /** Names this read for `ReadOptions.continues`. */
  readonly read: ReadHandle;
}

/** A permission group, or the reason why the row cannot be decoded. */
export type PermissionGroupRow = PermissionGroup | UnreadableRow;

/** Cloudflare's own parameters; null: not given. How they match is up to Cloudflare. */
export interface PermissionGroupFilter {
  readonly name: string | null;
  readonly scope: string | null;
}

/** For whom and how an operation reads: its credential, its signal, and how old pages may be. */
export interface ReadOptions {
  readonly credential: Credential;
  /** Tells the callers of a gateway token apart; null where each credential has one caller. */
  readonly callerId: string | null;
  /** Aborted when the caller has left, or the operation has taken too long. */
  readonly signal: AbortSignal;
  /** True: bypass the cache. */
  readonly bypassCache: boolean;
  /**
   * Pages must be no older than the reads that were complete at these counts of the source's
   * logical clock. So they come from the same read, or from one that began later.
   */
  readonly noOlderThan: readonly number[];
  /** The read that these pages continue: they belong to the same snapshot of the list. */
  readonly continues: ReadHandle | null;
  readonly stats: UpstreamStats;
}

/**
 * Where tokens come from. All methods that read throw a `Failure`, or `signal.reason`. `account`:
 * the account that is read; null: the credential's user.
 */
export interface TokenSource {
  /** 32 random bits: they tell the reads of this gateway from those of other replicas, and from those before a restart. */
  readonly instance: number;
  /** Orders the reads of this gateway, and its rejected credentials. */
  readonly logicalClock: LogicalClock;
  listTokens(
    options: ReadOptions,
    list: TokenList,
    requests: readonly PageRequest[],
  ): Promise<TokenPages>;
  /**
   * How many rows the list had when this caller's credential last read it; null if that is not
   * known. It may have changed since, so it is only good for a plan.
   */
  lastLength(options: ReadOptions, list: TokenList): number | null;
  /**
   * The pages of the list that were last read together, and may still be cached; null if pages are
   * never cached. Only good for a plan.
   */
  lastPages(options: ReadOptions, list: TokenList): readonly PageRequest[] | null;
  /** Null if the caller has no such token. */
  getToken(options: ReadOptions, account: string | null, id: string): Promise<Token | null>;
  /** The permission groups that a token may have. */
  listPermissionGroups(
    options: ReadOptions,
    account: string | null,
    filter: PermissionGroupFilter,
  ): Promise<readonly PermissionGroupRow[]>;
  /** The token that the caller's credential is, if this user or account owns it. */
  verifyCredential(options: ReadOptions, account: string | null): Promise<CredentialDetails>;
}
