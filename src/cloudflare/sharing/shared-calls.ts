import type { CallGrant, CallReport } from '../../model/rate-limit-store.ts';
import { CALL_COUNTS_MS, type CallWindow } from '../call-window.ts';
import { CLOUDFLARE_CALLS, MAX_CALLS } from '../max-calls.ts';

/** How long an accepted credential's allowance is set aside. Every key of the store is gone within an hour. */
const LEASE_MS = 55 * 60_000;

/** Made-up credentials must not fill the store. */
const STRANGER_LEASE_MS = CALL_COUNTS_MS;

/** Longer than any call waits for the store. */
const MAX_WAITING_MS = 1_000;

/** Others give calls back within this time. */
const SOON_MS = 1_000;

/** What this replica knows of the calls that all replicas make for one credential. */
export class SharedCalls {
  readonly #replicas: number;
  /** How many calls this replica may make in any five minutes, and until when that is set aside for it. */
  #allowance = 0;
  #leaseEndsAtMs = Number.NEGATIVE_INFINITY;
  #grant: CallGrant | null = null;
  #grantedAtMs = Number.NEGATIVE_INFINITY;
  /** When the calls began that wait for an answer of the store. */
  readonly #waiting: number[] = [];
  #latest: CallReport | null = null;
  /** Whether the store has answered the last call. */
  isAnswered = true;

  constructor(replicas: number) {
    this.#replicas = replicas;
  }

  startWaiting(startedAtMs: number): void {
    this.#waiting.push(startedAtMs);
  }

  stopWaiting(startedAtMs: number): void {
    const index = this.#waiting.indexOf(startedAtMs);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** A host that ends a request ends its calls without a word: they do not wait for ever. */
  #wanted(nowMs: number): number {
    while (nowMs - (this.#waiting[0] ?? nowMs) > MAX_WAITING_MS) this.#waiting.shift();
    return this.#waiting.length;
  }

  /**
   * The next report. From now on this replica relies on no more than what it says that it keeps:
   * the answer may get lost.
   */
  report(window: CallWindow, isAccepted: boolean, nowMs: number): CallReport {
    const calls = window.calls(nowMs);
    const wanted = this.#wanted(nowMs);
    const last = nowMs < this.#leaseEndsAtMs ? this.#allowance : 0;
    const left = Math.max(0, MAX_CALLS - calls - this.otherCalls(nowMs));
    const share = Math.floor(left / this.#replicas);
    const keeps = Math.max(calls, Math.min(last, calls + Math.max(wanted, share)));
    this.#allowance = keeps;
    const leaseMs = isAccepted ? LEASE_MS : STRANGER_LEASE_MS;
    const firstEndsInMs = calls > 0 ? window.oldestEndMs() - nowMs : null;
    this.#latest = { calls, firstEndsInMs, keeps, wanted, leaseMs };
    return this.#latest;
  }

  /** The last report: this replica makes no more calls. */
  goodbye(window: CallWindow, nowMs: number): CallReport {
    const keeps = window.calls(nowMs);
    return { ...this.report(window, false, nowMs), keeps, wanted: 0, leaseMs: 0 };
  }

  /** The answer to a report that was made at `reportedAtMs`. */
  accept(report: CallReport, grant: CallGrant, reportedAtMs: number): void {
    // A later report has given back what the answer to this one adds, but for the calls that wait.
    const later = report === this.#latest ? [] : [report, this.#latest ?? report];
    const most = later.map(({ calls, wanted }) => calls + wanted);
    this.#allowance = Math.max(this.#allowance, Math.min(grant.allowance, ...most));
    this.#leaseEndsAtMs = reportedAtMs + report.leaseMs;
    this.#grant = grant;
    this.#grantedAtMs = reportedAtMs;
  }

  /** How many calls this replica may make in any five minutes. */
  maxCalls(nowMs: number): number {
    const floor = Math.floor((CLOUDFLARE_CALLS - MAX_CALLS) / this.#replicas);
    if (nowMs >= this.#leaseEndsAtMs) return floor;
    // Long after the last answer, the calls that it counted are forgotten.
    const isCurrent = this.isAnswered && this.#isKnown(nowMs) && this.#grant?.isComplete;
    return isCurrent ? this.#allowance : Math.max(this.#allowance, floor);
  }

  /** The calls of the other replicas, as far as they still count. */
  otherCalls(nowMs: number): number {
    return this.#grant !== null && this.#isKnown(nowMs) ? this.#grant.otherCalls : 0;
  }

  /** When another call may be possible, if there is none left. `ownMs`: when this replica's own calls begin to leave the window. */
  nextCapacityAtMs(nowMs: number, ownMs: number | null): number {
    const soonMs = nowMs + SOON_MS;
    const isFresh = this.#grantedAtMs + SOON_MS > nowMs;
    if (this.#grant === null || !isFresh) return Math.max(soonMs, ownMs ?? 0);
    // The others have been told, and give back what they do not need.
    if (this.#grant.otherReserves > 0) return soonMs;
    return Math.max(soonMs, this.#grantedAtMs + (this.#grant.firstEndsInMs ?? 0));
  }

  /** Whether something is set aside for this replica. */
  isHeld(nowMs: number): boolean {
    return this.#allowance > 0 && nowMs < this.#leaseEndsAtMs;
  }

  #isKnown(nowMs: number): boolean {
    return nowMs < this.#grantedAtMs + CALL_COUNTS_MS;
  }
}
