import type { Clock } from '../../lib/clock.ts';
import { expirySecondsOf } from '../../model/expiry-seconds.ts';
import type { CredentialDetails } from '../../model/token.ts';

/** A token's expiry date is changed by hand, so an hour is soon enough. */
const VERIFY_INTERVAL_MS = 3_600_000;

/** After a failure. */
const VERIFY_RETRY_MS = 60_000;

/** When the gateway token expires, as `expirySecondsOf` has it. Null: not known. */
export type TokenExpiry = () => number | null;

/**
 * Returns what is known, and asks Cloudflare in the background: with the first use, then an hour
 * after the last answer. So a gateway whose metrics nobody reads makes no call.
 */
export function createTokenExpiry(
  verify: () => Promise<CredentialDetails>,
  clock: Pick<Clock, 'monotonicMs'>,
): TokenExpiry {
  let expiresAtSeconds: number | null = null;
  let nextMs = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<void> {
    // Until there is an answer, nobody asks again.
    nextMs = Number.POSITIVE_INFINITY;
    try {
      const { expiresOn } = await verify();
      expiresAtSeconds = expirySecondsOf(expiresOn);
      nextMs = clock.monotonicMs() + VERIFY_INTERVAL_MS;
    } catch {
      // The call's failure is counted as any other's. The last answer still holds.
      nextMs = clock.monotonicMs() + VERIFY_RETRY_MS;
    }
  }

  return () => {
    if (clock.monotonicMs() >= nextMs) void refresh();
    return expiresAtSeconds;
  };
}
