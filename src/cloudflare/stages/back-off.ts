import type { Failure } from '../../model/failure.ts';

/** The contract allows two retries at most. */
const MAX_RETRIES = 2;

const FIRST_WAIT_MS = 200;

/** If a rate limit's `Retry-After` is longer than this, the call fails at once, and the client gets the time. */
const LONGEST_BLOCK_MS = 2_000;

/**
 * How long to wait before the next attempt, in milliseconds. Null: do not retry. The wait doubles
 * with each retry. Jitter takes up to half of it off, so that calls that failed together are not
 * retried together. `random` is from 0 up to 1. The stage `retry` gives up if the wait would end
 * after its time limit.
 */
export function backOffMs(
  { code, isTransient, retryAfter }: Pick<Failure, 'code' | 'isTransient' | 'retryAfter'>,
  retries: number,
  random: number,
): number | null {
  if (!isTransient || retries >= MAX_RETRIES) return null;
  const retryAfterMs = (retryAfter ?? 0) * 1_000;
  if (code === 'RATE_LIMITED' && retryAfterMs > LONGEST_BLOCK_MS) return null;
  const ceilingMs = FIRST_WAIT_MS * 2 ** retries;
  // Never earlier than Cloudflare says: the jittered wait is added to its time.
  return retryAfterMs + ceilingMs * (0.5 + random / 2);
}
