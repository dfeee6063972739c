import type { CallGrant, CallReport } from '../../model/rate-limit-store.ts';

/** What the store knows of one replica's calls for one credential. */
export interface Holder {
  /** Its calls in the last five minutes, as it has reported them. */
  readonly calls: number;
  /** How many calls it may make in any five minutes. */
  readonly allowance: number;
  /** When the first of its calls leave the window. */
  readonly firstEndsAtMs: number | null;
  /** When all of its calls have left the window. */
  readonly callsEndAtMs: number;
  /** When it stops to rely on its allowance. */
  readonly leaseEndsAtMs: number;
}

export interface GrantRules {
  /** Of all replicas together, in any five minutes. */
  readonly maxCalls: number;
  /** An allowance includes one of so many shares of what is left, for the time when the store is away; 0: none. */
  readonly shares: number;
  /** A call counts for so long. */
  readonly windowMs: number;
  /** Whether the store may have lost calls or allowances: then it grants no more than what each replica has. */
  readonly isIncomplete: boolean;
}

/** A clock of the store may be a little faster than that of a replica. */
const MARGIN_MS = 1_000;

/**
 * The arithmetic of shared limits, for one report of one replica: what the store holds for it from
 * now on, and the answer. `others`: the holders of the other replicas, without those that
 * `isOver` calls over.
 */
export function grantAllowance(
  others: Iterable<Holder>,
  report: CallReport,
  nowMs: number,
  { maxCalls, shares, windowMs, isIncomplete }: GrantRules,
): { readonly holder: Holder; readonly grant: Omit<CallGrant, 'block' | 'rejection'> } {
  const { calls, keeps, wanted, leaseMs, firstEndsInMs } = report;
  const firstEndsAtMs = firstEndsInMs === null ? null : nowMs + firstEndsInMs;
  let [otherCalls, otherAllowances] = [0, 0];
  let firstMs = firstEndsAtMs ?? Number.POSITIVE_INFINITY;
  for (const other of others) {
    if (nowMs < other.callsEndAtMs) otherCalls += other.calls;
    otherAllowances += other.allowance;
    firstMs = Math.min(firstMs, other.firstEndsAtMs ?? Number.POSITIVE_INFINITY);
  }
  const left = Math.max(0, maxCalls - otherCalls - calls);
  const share = shares === 0 ? 0 : Math.floor(left / shares);
  const free = isIncomplete || leaseMs === 0 ? 0 : maxCalls - otherAllowances;
  const allowance = Math.max(keeps, Math.min(calls + Math.max(wanted, share), free));
  const holder: Holder = {
    calls,
    allowance,
    firstEndsAtMs,
    callsEndAtMs: nowMs + windowMs,
    leaseEndsAtMs: nowMs + leaseMs + MARGIN_MS,
  };
  const grant = {
    allowance,
    isComplete: !isIncomplete,
    otherCalls,
    otherReserves: otherAllowances - otherCalls,
    firstEndsInMs: Number.isFinite(firstMs) ? Math.max(0, firstMs - nowMs) : null,
  };
  return { holder, grant };
}

/**
 * Of a replica that makes no more calls. It may have made all those that it was allowed to make, and
 * have reported none of them: they count until they have left the window.
 */
export function withEndedLease(holder: Holder, nowMs: number, windowMs: number): Holder {
  return { ...holder, leaseEndsAtMs: Math.min(holder.leaseEndsAtMs, nowMs + windowMs) };
}

/**
 * Whether nothing of this replica counts any more. When its calls have left the window, it may make
 * as many again: a replica that is cut off does, until its lease ends.
 */
export function isOver({ callsEndAtMs, leaseEndsAtMs }: Holder, nowMs: number): boolean {
  return nowMs >= Math.max(callsEndAtMs, leaseEndsAtMs);
}
