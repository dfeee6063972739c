import type { LogicalClock } from '../../lib/logical-clock.ts';
import { Failure } from '../../model/failure.ts';
import type { CredentialStandings } from '../credential-standings.ts';
import { isAuthBlock } from '../decode/api-error.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import type { SendCall, Stage, UpstreamCall } from '../types.ts';

export interface SendPermits {
  readonly standings: CredentialStandings;
  readonly rateLimiter: RateLimiter;
}

/** Rejects before queueing: a call that may not be sent does not wait for its turn first. */
export function rejectEarly(permits: SendPermits): Stage<SendCall> {
  return (next) => async (call) => {
    requirePermit(permits, call);
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
  const { standings, rateLimiter } = permits;
  return (next) => async (call) => {
    const { credential, callerId, stats } = call;
    requirePermit(permits, call);
    rateLimiter.count(credential, callerId);
    stats.upstreamCalls += 1;
    const startedAt = logicalClock.latest();
    try {
      const response = await next(call);
      standings.accept(credential, startedAt);
      rateLimiter.keepAccount(credential);
      return response;
    } catch (error) {
      if (error instanceof Failure) recordFailure(permits, call, error);
      throw error;
    }
  };
}

function requirePermit(
  { standings, rateLimiter }: SendPermits,
  { credential, callerId }: Pick<UpstreamCall<unknown>, 'credential' | 'callerId'>,
): void {
  standings.requireNotRejected(credential);
  rateLimiter.requireCapacity(credential, callerId);
}

function recordFailure(
  { standings, rateLimiter }: SendPermits,
  { credential }: Pick<UpstreamCall<unknown>, 'credential'>,
  failure: Failure,
): void {
  if (isRejection(failure)) standings.reject(credential, failure);
  if (failure.code === 'RATE_LIMITED') rateLimiter.block(credential, failure);
  // Credentials that Cloudflare does not know have brought this about.
  if (isAuthBlock(failure)) rateLimiter.blockStrangers(failure);
}

/**
 * Whether Cloudflare does not accept the credential at all. An endpoint whose 401 means something
 * else must decode it as another code.
 */
function isRejection({ code }: Failure): boolean {
  return code === 'UNAUTHENTICATED';
}
