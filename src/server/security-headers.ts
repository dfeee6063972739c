/** Headers that stop a browser from running, framing or guessing the type of a response. */
const ALWAYS = [
  ...['x-content-type-options', 'nosniff'],
  ...['x-frame-options', 'DENY'],
  ...['referrer-policy', 'no-referrer'],
  ...['cross-origin-opener-policy', 'same-origin'],
  ...['cross-origin-resource-policy', 'same-origin'],
] as const;

/** A response that is not a page needs to load nothing. */
const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Responses are for the caller alone. */
const WITHOUT_PAGE: readonly string[] = [
  ...['cache-control', 'no-store'],
  ...ALWAYS,
  ...['content-security-policy', NO_PAGE_POLICY],
];

/**
 * Names and values in turn. A page brings its own Content-Security-Policy; a browser may keep it, but
 * asks whether it has changed.
 */
export function securityHeaders(pagePolicy: string | undefined): readonly string[] {
  if (pagePolicy === undefined) return WITHOUT_PAGE;
  const page = ['cache-control', 'private, no-cache', 'content-security-policy', pagePolicy];
  return [...page, ...ALWAYS];
}
