/** What is left of a credential's calls, as the gateway counts them. */
export interface RateLimitStatus {
  /** Calls per window that the gateway allows itself. */
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds: number;
  /** Milliseconds until calls begin to be forgotten, or until Cloudflare's block ends; null if no call counts. */
  readonly resetsInMs: number | null;
}
