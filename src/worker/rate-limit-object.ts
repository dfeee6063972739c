import { CALL_COUNTS_MS } from '../cloudflare/call-window.ts';
import { MAX_CALLS } from '../cloudflare/max-calls.ts';
import { grantAllowance, type Holder, isOver } from '../cloudflare/sharing/grant-allowance.ts';
import type { CallGrant, CallReport, SharedFailure } from '../model/rate-limit-store.ts';

/** What an isolate says to the object of a credential. */
export type RateLimitMessage =
  | {
      readonly kind: 'exchange';
      readonly isolate: string;
      /** Counts the reports of one isolate. */
      readonly sequence: number;
      readonly report: CallReport;
    }
  | { readonly kind: 'block' | 'reject'; readonly failure: SharedFailure };

interface StoredHolder {
  readonly holder: Holder;
  readonly sequence: number;
}

interface StoredFailure extends Omit<SharedFailure, 'endsInMs'> {
  readonly endsAtMs: number;
}

/** All that is stored for a credential: numbers, and the random names of isolates. */
interface Counts {
  readonly holders: Readonly<Record<string, StoredHolder>>;
  readonly block: StoredFailure | null;
  readonly rejection: StoredFailure | null;
}

/** The part of a Durable Object's state that is used here. */
export interface ObjectState {
  readonly storage: {
    get(key: string): Promise<unknown>;
    put(key: string, value: unknown): Promise<void>;
    deleteAll(): Promise<void>;
    setAlarm(atMs: number): Promise<void>;
  };
}

/** Isolates end without a goodbye, so nothing is set aside for those that do not ask. */
const GRANT_RULES = {
  maxCalls: MAX_CALLS,
  shares: 0,
  windowMs: CALL_COUNTS_MS,
  isIncomplete: false,
};

const KEY = 'counts';
const NO_COUNTS: Counts = { holders: {}, block: null, rejection: null };

/** Every count expires within this time after the last message. */
const EXPIRY_MS = 3_600_000;

/** A Durable Object: the shared count, block and rejection of one credential, whose hash is its name. */
export class RateLimitObject {
  readonly #state: ObjectState;
  #counts: Counts | null = null;
  #alarmAtMs = 0;

  constructor(state: ObjectState) {
    this.#state = state;
  }

  async fetch(request: Request): Promise<Response> {
    const message = (await request.json()) as RateLimitMessage;
    // While the storage answers, no other message is delivered.
    const before = await this.#read();
    const nowMs = Date.now();
    const { counts, grant } = applyMessage(before, message, nowMs);
    this.#counts = counts;
    await this.#state.storage.put(KEY, counts);
    await this.#expireLater(nowMs);
    return Response.json(grant);
  }

  /** It may come late, or between two calls: then what still counts stays. */
  async alarm(): Promise<void> {
    const nowMs = Date.now();
    this.#alarmAtMs = 0;
    if (isCounting(await this.#read(), nowMs)) return this.#expireLater(nowMs);
    this.#counts = null;
    await this.#state.storage.deleteAll();
  }

  async #read(): Promise<Counts> {
    this.#counts ??= ((await this.#state.storage.get(KEY)) as Counts | undefined) ?? NO_COUNTS;
    return this.#counts;
  }

  /** Not at every message: each alarm is a write. */
  async #expireLater(nowMs: number): Promise<void> {
    if (this.#alarmAtMs - nowMs > EXPIRY_MS / 2) return;
    const alarmAtMs = nowMs + EXPIRY_MS;
    await this.#state.storage.setAlarm(alarmAtMs);
    this.#alarmAtMs = alarmAtMs;
  }
}

function applyMessage(
  counts: Counts,
  message: RateLimitMessage,
  nowMs: number,
): { readonly counts: Counts; readonly grant: CallGrant | null } {
  const { block, rejection } = counts;
  if (message.kind === 'exchange') return exchangeReport(counts, message, nowMs);
  const { endsInMs, ...rest } = message.failure;
  const failure = { ...rest, endsAtMs: nowMs + endsInMs };
  if (message.kind === 'block') {
    const isLonger = block === null || failure.endsAtMs > block.endsAtMs;
    return { counts: { ...counts, block: isLonger ? failure : block }, grant: null };
  }
  const isFirst = rejection === null || rejection.endsAtMs <= nowMs;
  return { counts: { ...counts, rejection: isFirst ? failure : rejection }, grant: null };
}

function exchangeReport(
  counts: Counts,
  { isolate, sequence, report }: Extract<RateLimitMessage, { kind: 'exchange' }>,
  nowMs: number,
) {
  const held = Object.entries(counts.holders).filter(([, { holder }]) => !isOver(holder, nowMs));
  const others = held.filter(([name]) => name !== isolate).map(([, { holder }]) => holder);
  const stored = counts.holders[isolate];
  const { holder, grant } = grantAllowance(others, report, nowMs, GRANT_RULES);
  // A report that was overtaken changes nothing.
  const isLate = stored !== undefined && stored.sequence > sequence;
  const allowance = isLate ? stored.holder.allowance : grant.allowance;
  const holders = Object.fromEntries(held);
  return {
    counts: {
      ...counts,
      holders: isLate ? holders : { ...holders, [isolate]: { holder, sequence } },
    },
    grant: {
      ...grant,
      allowance,
      block: remaining(counts.block, nowMs),
      rejection: remaining(counts.rejection, nowMs),
    },
  };
}

function isCounting({ holders, block, rejection }: Counts, nowMs: number): boolean {
  const areOver = Object.values(holders).every(({ holder }) => isOver(holder, nowMs));
  return !areOver || remaining(block, nowMs) !== null || remaining(rejection, nowMs) !== null;
}

function remaining(failure: StoredFailure | null, nowMs: number): SharedFailure | null {
  if (failure === null || failure.endsAtMs <= nowMs) return null;
  const { endsAtMs, ...rest } = failure;
  return { ...rest, endsInMs: endsAtMs - nowMs };
}
