import type { LogicalClock } from '../../lib/logical-clock.ts';
import { Failure } from '../../model/failure.ts';
import type { CredentialStandings } from '../credential-standings.ts';
import { isAuthBlock } from '../decode/api-error.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { Sharing } from '../sharing/sharing.ts';
import type { SendCall, Stage, UpstreamCall } from '../types.ts';

export interface SendPermits {
  readonly standings: CredentialStandings;
  readonly rateLimiter: RateLimiter;
  /** Null if no other replica shares the limits. */
  readonly sharing: Sharing | null;
}

type CountedCall = Pick<UpstreamCall<unknown>, 'credential' | 'callerId' | 'stats'>;

/** Rejects before queueing: a call that may not be sent does not wait for its turn first. */
export function rejectEarly(permits: SendPermits): Stage<SendCall> {
  const { standings, rateLimiter, sharing } = permits;
  return (next) => async (call) => {
    // Whether other replicas have left any calls is asked when the call is sent.
    if (sharing?.isShared()) {
      standings.requireNotRejected(call.credential);
      rateLimiter.requireNoBlock(call.credential);
    } else requirePermit(permits, call);
    return next(call);
  };
}

/**
 * Counts each call when it is sent, and records what Cloudflare says of its credential. A call that
 * has waited is checked again.
 */
export function enforceRateLimit(
  permits: SendPermits,
  logicalClock: LogicalClock,
): Stage<SendCall> {
  const { standings, rateLimiter, sharing } = permits;
  return (next) => async (call) => {
    const { credential, stats } = call;
    if (sharing === null) countCall(permits, call);
    else {
      await sharing.admit(credential, stats, () => countCall(permits, call));
      call.signal.throwIfAborted();
    }
    stats.upstreamCalls += 1;
    const startedAt = logicalClock.latest();
    try {
      const response = await next(call);
      standings.accept(credential, startedAt);
      rateLimiter.keepAccount(credential);
      return response;
    } catch (error) {
      if (error instanceof Failure) {
        recordFailure(permits, call, error);
        if (sharing !== null) await tellOthers(sharing, call, error);
      }
      throw error;
    }
  };
}

/** Throws if the call may not be sent now. */
function countCall(permits: SendPermits, call: CountedCall): void {
  requirePermit(permits, call);
  permits.rateLimiter.count(call.credential, call.callerId);
}

function requirePermit(
  { standings, rateLimiter }: SendPermits,
  { credential, callerId }: CountedCall,
): void {
  standings.requireNotRejected(credential);
  rateLimiter.requireCapacity(credential, callerId);
}

function recordFailure(
  { standings, rateLimiter }: SendPermits,
  { credential }: CountedCall,
  failure: Failure,
): void {
  if (isRejection(failure)) standings.reject(credential, failure);
  if (failure.code === 'RATE_LIMITED') rateLimiter.block(credential, failure);
  // Credentials that Cloudflare does not know have brought this about.
  if (isAuthBlock(failure)) rateLimiter.blockStrangers(failure);
}

/** Before the caller gets the error, so that it holds on every replica when the caller tries again. */
async function tellOthers(
  sharing: Sharing,
  { credential, stats }: CountedCall,
  failure: Failure,
): Promise<void> {
  if (isRejection(failure)) await sharing.reject(credential, failure, stats);
  if (failure.code === 'RATE_LIMITED') await sharing.block(credential, failure, stats);
}

/**
 * Whether Cloudflare does not accept the credential at all. An endpoint whose 401 means something
 * else must decode it as another code.
 */
function isRejection({ code }: Failure): boolean {
  return code === 'UNAUTHENTICATED';
}
