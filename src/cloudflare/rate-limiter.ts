import { LRUCache } from 'lru-cache';

import type { Clock } from '../lib/clock.ts';
import { createSweep } from '../lib/sweep.ts';
import type { Credential, CredentialHash } from '../model/credential.ts';
import { Failure } from '../model/failure.ts';
import type { RateLimitStatus } from '../model/rate-limit-status.ts';
import { CallWindow, WINDOW_MS } from './call-window.ts';
import { CallerShares } from './caller-shares.ts';
import { CLOUDFLARE_CALLS, MAX_CALLS } from './max-calls.ts';
import { SharedCalls } from './sharing/shared-calls.ts';

/** Of the calls, for one caller of the gateway token while another caller is active. */
const CALLER_SHARE = 0.5;

/** From this count on, stale cached pages are served where possible. */
const NEAR_LIMIT_CALLS = CLOUDFLARE_CALLS * 0.75;

/**
 * Accounts of accepted credentials. None is evicted while it holds a count or a block: more than
 * these share the room of strangers.
 */
const MAX_ACCOUNTS = 50_000;

/** Accounts of credentials that Cloudflare has not accepted. The least recently used is evicted first. */
const MAX_STRANGERS = 1_000;

const ACCOUNTS_SWEEP_MS = 60_000;

interface CallAccount {
  readonly window: CallWindow;
  readonly shares: CallerShares;
  /** Null if this gateway shares its limits with no other. */
  readonly shared: SharedCalls | null;
  /** Cloudflare's last RATE_LIMITED error, and when it ends. */
  block: Block | null;
}

interface Block {
  readonly untilMs: number;
  readonly failure: Failure;
}

/** Counts each credential's calls here, since Cloudflare's own rate limit headers were seen not to. */
export interface RateLimiter {
  /**
   * Throws RATE_LIMITED if no call may be sent for this credential now. `callerId` tells the callers
   * of a gateway token apart; null where a credential has one caller.
   */
  requireCapacity(credential: Credential, callerId: string | null): void;
  /** The same, but for the count, which other replicas may have changed. */
  requireNoBlock(credential: Credential): void;
  /** Counts one call. */
  count(credential: Credential, callerId: string | null): void;
  /** Cloudflare has accepted the credential: from now on its counts and blocks are not evicted. */
  keepAccount(credential: Credential): void;
  /** No call is sent for this credential until the failure's `retryAfter` is over. */
  block(credential: CredentialHash, failure: Failure): void;
  /** The same for all credentials that Cloudflare has not accepted. */
  blockStrangers(failure: Failure): void;
  isNearLimit(credential: Credential): boolean;
  status(credential: Credential): RateLimitStatus;
  /** How many calls the credential with the fewest left may still make. */
  fewestRemaining(): number;
  /** The calls of this replica, and what it knows of the others'. Only where limits are shared. */
  sharedCalls(credential: CredentialHash): { window: CallWindow; shared: SharedCalls };
  /** Of the credentials with calls or allowances. */
  activeHashes(): readonly string[];
}

export function createRateLimiter(
  clock: Clock,
  isAccepted: (credential: CredentialHash) => boolean,
  /** How many replicas share the limits; null: this one has them for itself. */
  replicas: number | null = null,
): RateLimiter {
  const accounts = new Map<string, CallAccount>();
  const strangers = new LRUCache<string, CallAccount>({ max: MAX_STRANGERS });
  let strangersBlock: Block | null = null;

  const sweepLater = createSweep(clock, ACCOUNTS_SWEEP_MS, () => {
    const nowMs = clock.monotonicMs();
    for (const [hash, account] of accounts) {
      account.shares.sweep(nowMs);
      const isBlocked = account.block !== null && nowMs < account.block.untilMs;
      const isHeld = account.shared?.isHeld(nowMs) ?? false;
      if (!isBlocked && !isHeld && account.window.calls(nowMs) === 0) accounts.delete(hash);
    }
    return accounts.size > 0;
  });

  /** One lookup for an accepted credential. */
  const find = ({ hash }: CredentialHash) => accounts.get(hash) ?? strangers.get(hash);

  function accountOf(credential: CredentialHash): CallAccount {
    const known = find(credential);
    if (known !== undefined) return known;
    const account: CallAccount = {
      window: new CallWindow(),
      shares: new CallerShares(),
      shared: replicas === null ? null : new SharedCalls(replicas),
      block: null,
    };
    strangers.set(credential.hash, account);
    if (isAccepted(credential)) keepAccount(credential);
    return account;
  }

  function keepAccount({ hash }: CredentialHash): void {
    if (accounts.has(hash) || accounts.size >= MAX_ACCOUNTS) return;
    const account = strangers.get(hash);
    if (account === undefined) return;
    strangers.delete(hash);
    accounts.set(hash, account);
    sweepLater();
  }

  function requireNoBlock(credential: Credential, account: CallAccount | undefined, nowMs: number) {
    const block = account?.block ?? null;
    if (block !== null && nowMs < block.untilMs) {
      throw blockedFailure(block.failure, secondsUntil(block.untilMs, nowMs));
    }
    if (strangersBlock === null || nowMs >= strangersBlock.untilMs) return;
    if (isAccepted(credential)) return;
    const { untilMs, failure } = strangersBlock;
    throw strangersFailure(failure, secondsUntil(untilMs, nowMs));
  }

  return {
    keepAccount,
    requireCapacity(credential, callerId) {
      const nowMs = clock.monotonicMs();
      // A caller that is refused is active, too.
      if (callerId !== null) accountOf(credential).shares.noteActive(callerId, nowMs);
      const account = find(credential);
      requireNoBlock(credential, account, nowMs);
      if (account === undefined) return;
      const maxCalls = maxCallsOf(account, nowMs);
      const calls = account.window.calls(nowMs);
      if (calls >= maxCalls) throw spentFailure(account, calls, nowMs);
      if (callerId === null) return;
      const maxCallerCalls = maxCalls * CALLER_SHARE;
      const atMs = account.shares.capacityAtMs(callerId, maxCallerCalls, nowMs);
      if (atMs !== null) throw shareFailure(maxCallerCalls, secondsUntil(atMs, nowMs));
    },
    requireNoBlock: (credential) =>
      requireNoBlock(credential, find(credential), clock.monotonicMs()),
    sharedCalls(credential) {
      const { window, shared } = accountOf(credential);
      if (shared === null) throw new Error('the limits are not shared');
      return { window, shared };
    },
    activeHashes: () => [...accounts.keys(), ...strangers.keys()],
    count(credential, callerId) {
      const nowMs = clock.monotonicMs();
      const { window, shares } = accountOf(credential);
      window.count(nowMs);
      if (callerId !== null) shares.count(callerId, nowMs);
    },
    block(credential, failure) {
      const account = accountOf(credential);
      account.block = laterBlock(account.block, failure, clock.monotonicMs());
    },
    blockStrangers(failure) {
      strangersBlock = laterBlock(strangersBlock, failure, clock.monotonicMs());
    },
    fewestRemaining() {
      const nowMs = clock.monotonicMs();
      let most = 0;
      for (const account of accounts.values()) most = Math.max(most, callsOf(account, nowMs));
      for (const account of strangers.values()) most = Math.max(most, callsOf(account, nowMs));
      return Math.max(0, MAX_CALLS - most);
    },
    isNearLimit(credential) {
      const account = find(credential);
      return account !== undefined && callsOf(account, clock.monotonicMs()) >= NEAR_LIMIT_CALLS;
    },
    status(credential) {
      // Looks without a trace: a credential that has made no call is not counted from now on.
      const account = accounts.get(credential.hash) ?? strangers.peek(credential.hash);
      const nowMs = clock.monotonicMs();
      const calls = account ? callsOf(account, nowMs) : 0;
      const strangersMs = isAccepted(credential) ? 0 : (strangersBlock?.untilMs ?? 0);
      const blockMs = Math.max(account?.block?.untilMs ?? 0, strangersMs) - nowMs;
      const ownCalls = account?.window.calls(nowMs) ?? 0;
      const forgetMs = account && ownCalls > 0 ? account.window.oldestEndMs() - nowMs : null;
      return {
        limit: MAX_CALLS,
        remaining: blockMs > 0 ? 0 : Math.max(0, MAX_CALLS - calls),
        windowSeconds: WINDOW_MS / 1_000,
        resetsInMs: blockMs > 0 ? blockMs : forgetMs,
      };
    },
  };
}

/** How many calls this gateway may have made in the last five minutes. */
function maxCallsOf({ shared }: CallAccount, nowMs: number): number {
  return shared === null ? MAX_CALLS : shared.maxCalls(nowMs);
}

/** The calls of all replicas, as far as this one knows them. */
function callsOf({ window, shared }: CallAccount, nowMs: number): number {
  return window.calls(nowMs) + (shared?.otherCalls(nowMs) ?? 0);
}

function spentFailure({ window, shared }: CallAccount, calls: number, nowMs: number): Failure {
  if (shared === null) return limitFailure(calls, secondsUntil(window.oldestEndMs(), nowMs));
  const ownMs = calls > 0 ? window.oldestEndMs() : null;
  const total = calls + shared.otherCalls(nowMs);
  return limitFailure(total, secondsUntil(shared.nextCapacityAtMs(nowMs, ownMs), nowMs));
}

/** If several calls in flight are blocked, the longest block holds. */
function laterBlock(block: Block | null, failure: Failure, nowMs: number): Block {
  const untilMs = nowMs + (failure.retryAfter ?? 0) * 1_000;
  return block !== null && block.untilMs >= untilMs ? block : { untilMs, failure };
}

function secondsUntil(atMs: number, nowMs: number): number {
  return Math.ceil((atMs - nowMs) / 1_000);
}

/** Cloudflare's error again, with the time that is left. */
function blockedFailure({ cloudflare }: Failure, retryAfter: number): Failure {
  const message = `Cloudflare blocks this credential's calls; try again in ${retryAfter} s.`;
  return rateLimited(message, retryAfter, cloudflare);
}

function strangersFailure({ cloudflare }: Failure, retryAfter: number): Failure {
  const message =
    'Cloudflare has rejected too many credentials from this gateway, which sends only credentials ' +
    `that Cloudflare has accepted before; try again in ${retryAfter} s.`;
  return rateLimited(message, retryAfter, cloudflare);
}

function limitFailure(calls: number, retryAfter: number): Failure {
  const message =
    `This gateway has made ${calls} calls for this credential in five minutes, nearly as many ` +
    `as Cloudflare allows; try again in ${retryAfter} s.`;
  return rateLimited(message, retryAfter);
}

function shareFailure(maxCalls: number, retryAfter: number): Failure {
  const message =
    `This gateway has made ${Math.ceil(maxCalls)} calls for this caller in five minutes, half of its ` +
    `limit, and another caller is active; try again in ${retryAfter} s.`;
  // Not transient: an equal request of another caller must not wait in this one's back-off.
  return new Failure('RATE_LIMITED', message, { retryAfter });
}

function rateLimited(
  message: string,
  retryAfter: number,
  cloudflare?: Failure['cloudflare'],
): Failure {
  const details = { retryAfter, isTransient: true, ...(cloudflare && { cloudflare }) };
  return new Failure('RATE_LIMITED', message, details);
}
