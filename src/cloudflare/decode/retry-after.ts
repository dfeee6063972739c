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

/** The older form of `asctime` names no time zone, but means GMT, too: `Sun Nov  6 08:49:37 1994`. */
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d [\d:]{8} \d{4}$/;

/** NaN for anything but an HTTP date (RFC 9110, 5.6.7). `Date.parse` alone would accept "-1". */
function parseHttpDate(text: string): number {
  if (ASCTIME.test(text)) return Date.parse(`${text} GMT`);
  return /^[A-Z][a-z]{2}.* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
