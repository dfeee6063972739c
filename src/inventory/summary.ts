import type { Instant } from '../lib/instant.ts';
import type { TokenStatus } from '../model/token.ts';
import { isReadable, type TokenRow } from '../model/token-source.ts';
import type { FindingSeverity } from './finding-rule.ts';
import { FINDING_KINDS, type FindingKind, hasFinding, severityOf } from './findings.ts';

/** Counts over a list. Rows that cannot be read are in `total` and `unreadable` only. */
export interface Summary {
  readonly total: number;
  readonly unreadable: number;
  /** The statuses that occur, in the order of the schema's enum; tokens without a status last. */
  readonly byStatus: readonly StatusCount[];
  /** The kinds that occur, in their order, with the number of tokens that have one. */
  readonly byFinding: readonly FindingCount[];
}

export interface StatusCount {
  /** Null: Cloudflare did not say. */
  readonly status: TokenStatus | null;
  readonly count: number;
}

export interface FindingCount {
  readonly kind: FindingKind;
  readonly severity: FindingSeverity;
  readonly count: number;
}

/** In the order of the schema's enum; null: Cloudflare did not say. */
export const ALL_STATUSES = ['ACTIVE', 'DISABLED', 'EXPIRED', 'REVOKED', 'UNKNOWN', null] as const;

/** A count that goes on row by row. */
export interface SummaryCount {
  add(row: TokenRow): void;
  summary(): Summary;
}

export function startSummary(now: Instant): SummaryCount {
  let total = 0;
  let unreadable = 0;
  const statuses = new Map<TokenStatus | null, number>();
  const kinds = new Map<FindingKind, number>();
  return {
    add(row) {
      total += 1;
      if (!isReadable(row)) {
        unreadable += 1;
        return;
      }
      countUp(statuses, row.status);
      for (const kind of FINDING_KINDS) if (hasFinding(row, kind, now)) countUp(kinds, kind);
    },
    summary: () => ({
      total,
      unreadable,
      byStatus: ALL_STATUSES.flatMap((status) => {
        const count = statuses.get(status);
        return count === undefined ? [] : [{ status, count }];
      }),
      byFinding: FINDING_KINDS.flatMap((kind) => {
        const count = kinds.get(kind);
        return count === undefined ? [] : [{ kind, severity: severityOf(kind), count }];
      }),
    }),
  };
}

function countUp<T>(counts: Map<T, number>, value: T): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}
