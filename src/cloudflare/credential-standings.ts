import { LRUCache } from 'lru-cache';

import type { Clock } from '../lib/clock.ts';
import type { LogicalClock } from '../lib/logical-clock.ts';
import type { Credential, CredentialHash } from '../model/credential.ts';
import type { Failure } from '../model/failure.ts';
import type { Rejections } from '../model/rejections.ts';

/** The contract's 30 seconds: a rejected credential is not sent again for so long. */
const REJECTION_MS = 30_000;

/** A credential that Cloudflare has accepted is served before others for this long. */
const ACCEPTANCE_MS = 3_600_000;

/** Of credentials that were accepted at least once, and of those that never were. */
const MAX_STANDINGS = 10_000;

/** Cloudflare's rejection is about a kilobyte; a hostile upstream may send more. */
const MAX_STRANGERS_BYTES = 16 * 1024 * 1024;
const BYTES_PER_STANDING = 1_024;
const BYTES_PER_JSON_CHARACTER = 3;

interface Standing {
  /** On the monotonic clock. In the past if the credential has never been accepted, or was rejected since. */
  acceptedUntilMs: number;
  /** On the logical clock; 0 if it was never rejected. */
  rejectedAt: number;
  /** The last rejection, and when it ends. */
  rejection: { readonly failure: Failure; readonly untilMs: number } | null;
}

/** What Cloudflare has lately said of each credential: accepted, rejected, or nothing yet. */
export interface CredentialStandings extends Rejections {
  /** Throws the remembered failure if Cloudflare has just rejected this credential. */
  requireNotRejected(credential: Credential): void;
  /** Whether Cloudflare has accepted the credential within the last hour, and has not rejected it since. */
  isAccepted(credential: CredentialHash): boolean;
  /** A call has succeeded. `startedAt`: what the logical clock said when the call began. */
  accept(credential: Credential, startedAt: number): void;
  /** A call was rejected. The first rejection holds until it ends: later ones do not extend it. */
  reject(credential: CredentialHash, failure: Failure, durationMs?: number): void;
  /** The rejection that holds now, and for how long. */
  rejection(credential: CredentialHash): { failure: Failure; endsInMs: number } | null;
  /** How many rejections were remembered so far. */
  rejections(): number;
}

/**
 * Credentials that were accepted once have a store of their own, so that a flood of made-up ones
 * evicts none of them. The least recently accepted is evicted first.
 */
export function createCredentialStandings(
  clock: Clock,
  logicalClock: LogicalClock,
): CredentialStandings {
  /** The latest rejection that was evicted. It stands for those of all credentials without a standing. */
  let evictedAt = 0;
  let rejections = 0;
  const onEvict = (standing: Standing, _hash: string, reason: LRUCache.DisposeReason) => {
    if (reason === 'evict') evictedAt = Math.max(evictedAt, standing.rejectedAt);
  };
  const known = new LRUCache<string, Standing>({ max: MAX_STANDINGS, dispose: onEvict });
  const strangers = new LRUCache<string, Standing>({
    max: MAX_STANDINGS,
    maxSize: MAX_STRANGERS_BYTES,
    sizeCalculation: sizeOf,
    dispose: onEvict,
  });

  /** One lookup for a known credential. */
  const find = ({ hash }: CredentialHash) => known.peek(hash) ?? strangers.peek(hash);
  const lastRejection = (credential: Credential) => find(credential)?.rejectedAt ?? evictedAt;

  return {
    lastRejection,
    rejections: () => rejections,
    requireNotRejected(credential) {
      const rejection = find(credential)?.rejection;
      if (rejection && clock.monotonicMs() < rejection.untilMs) throw rejection.failure;
    },
    isAccepted({ hash }) {
      const standing = known.peek(hash);
      return standing !== undefined && clock.monotonicMs() < standing.acceptedUntilMs;
    },
    accept({ hash }, startedAt) {
      const standing = known.get(hash) ?? strangers.peek(hash);
      // Cloudflare may have decided on this call before it rejected the credential.
      if (standing !== undefined && startedAt < standing.rejectedAt) return;
      const accepted = standing ?? newStanding(evictedAt);
      accepted.acceptedUntilMs = clock.monotonicMs() + ACCEPTANCE_MS;
      accepted.rejection = null;
      if (standing === undefined || strangers.delete(hash)) known.set(hash, accepted);
    },
    rejection(credential) {
      const rejection = find(credential)?.rejection;
      const endsInMs = rejection ? rejection.untilMs - clock.monotonicMs() : 0;
      return rejection && endsInMs > 0 ? { failure: rejection.failure, endsInMs } : null;
    },
    reject(credential, failure, durationMs = REJECTION_MS) {
      const nowMs = clock.monotonicMs();
      const standing = find(credential);
      if (standing?.rejection && nowMs < standing.rejection.untilMs) return;
      rejections += 1;
      const rejected = newStanding(logicalClock.tick());
      rejected.rejection = { failure, untilMs: nowMs + durationMs };
      const store = known.has(credential.hash) ? known : strangers;
      store.set(credential.hash, rejected);
    },
  };
}

function newStanding(rejectedAt: number): Standing {
  return { acceptedUntilMs: Number.NEGATIVE_INFINITY, rejectedAt, rejection: null };
}

function sizeOf({ rejection }: Standing): number {
  const json = JSON.stringify(rejection?.failure.cloudflare ?? null);
  return BYTES_PER_STANDING + json.length * BYTES_PER_JSON_CHARACTER;
}
