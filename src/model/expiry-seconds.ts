import { parseInstant } from '../lib/instant.ts';

/**
 * When a token expires: in seconds since the epoch, as Prometheus has instants. Infinity: never.
 * Null: the date cannot be read.
 */
export function expirySecondsOf(expiresOn: string | null): number | null {
  if (expiresOn === null) return Number.POSITIVE_INFINITY;
  return parseInstant(expiresOn)?.seconds ?? null;
}
