/** No block that Cloudflare documents is longer than five minutes. A longer wait than this is cut. */
const MAX_RETRY_AFTER_SECONDS = 86_400;

/**
 * In whole seconds, rounded up; the header is seconds or an HTTP date (RFC 9110, 10.2.3). A date in
 * the past is zero. Null if it is neither.
 */
export function parseRetryAfter(retryAfter: string | null, nowMs: number): number | null {
  if (retryAfter === null) return null;
  const seconds = /^\d+(\.\d+)?$/.test(retryAfter)
    ? Number(retryAfter)
    : (parseHttpDate(retryAfter) - nowMs) / 1_000;
  if (Number.isNaN(seconds)) return null;
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(0, Math.ceil(seconds)));
}

/** NaN for anything but an HTTP date. `Date.parse` alone would accept "-1". */
function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]{2}.* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
