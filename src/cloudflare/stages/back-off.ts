import type { Failure } from '../../model/failure.ts';

/** The contract allows two retries at most. */
const MAX_RETRIES = 2;

const FIRST_WAIT_MS = 200;

/** If `Retry-After` is longer than this, the call fails at once, and the client gets the time. */
const LONGEST_WAIT_MS = 2_000;

/**
 * How long to wait before the next attempt, in milliseconds. Null: do not retry. The wait doubles
 * each time. Jitter takes up to half of it off, so that calls that failed together are not retried
 * together. `random` is from 0 up to 1.
 */
export function backOffMs(
  { isTransient, retryAfter }: Pick<Failure, 'isTransient' | 'retryAfter'>,
  retries: number,
  random: number,
): number | null {
  if (!isTransient || retries >= MAX_RETRIES) return null;
  const retryAfterMs = (retryAfter ?? 0) * 1_000;
  if (retryAfterMs > LONGEST_WAIT_MS) return null;
  const ceilingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retries);
  // Never earlier than Cloudflare says: the jittered wait is added to its time.
  return retryAfterMs + ceilingMs * (0.5 + random / 2);
}
