/** What keeps a browser from making more of a response than it is. */
const ALWAYS = [
  // Responses are for the caller alone.
  ...['cache-control', 'no-store'],
  ...['x-content-type-options', 'nosniff'],
  ...['x-frame-options', 'DENY'],
  ...['referrer-policy', 'no-referrer'],
  ...['cross-origin-opener-policy', 'same-origin'],
  ...['cross-origin-resource-policy', 'same-origin'],
  'content-security-policy',
] as const;

/** A response that is not a page needs to load nothing. */
const NO_PAGE_POLICY = "default-src 'none'; frame-ancestors 'none'";

const WITHOUT_PAGE: readonly string[] = [...ALWAYS, NO_PAGE_POLICY];

/** Names and values in turn. A page brings its own Content-Security-Policy. */
export function securityHeaders(pagePolicy: string | undefined): readonly string[] {
  return pagePolicy === undefined ? WITHOUT_PAGE : [...ALWAYS, pagePolicy];
}
