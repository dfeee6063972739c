import type { Failure } from '../../model/failure.ts';

/** Contract: tried again "at most twice". */
const MAX_RETRIES = 2;

const FIRST_WAIT_MS = 200;

/** A `Retry-After` longer than this is not waited for: the caller is told instead. */
const LONGEST_WAIT_MS = 2_000;

/**
 * How long to wait before trying again, in milliseconds; null: do not. The
 * wait doubles, and lies between half of itself and all of it, so that those
 * who failed together do not come back together. `random` is from 0 up to 1.
 */
export function backOffMs(
  { isTransient, retryAfter }: Pick<Failure, 'isTransient' | 'retryAfter'>,
  retries: number,
  random: number,
): number | null {
  if (!isTransient || retries >= MAX_RETRIES) return null;
  const wantedMs = (retryAfter ?? 0) * 1_000;
  if (wantedMs > LONGEST_WAIT_MS) return null;
  const ceilingMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** retries);
  // Never earlier than Cloudflare says; the spread comes on top.
  return wantedMs + ceilingMs * (0.5 + random / 2);
}
