import type { Credential } from '../model/credential.ts';

/** One read of Cloudflare's API, before anything is known of transports. */
export interface UpstreamCall {
  /** Below the base URL, encoded: `/user/tokens?page=1&per_page=20`. */
  readonly path: string;
  readonly credential: Credential;
  readonly signal: AbortSignal;
}

/** What came back, not yet judged. Header names are in lower case. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Exchange = (call: UpstreamCall) => Promise<UpstreamAnswer>;

/** What stands between the client and the wire: time limits, and later caches, budgets, retries. */
export type Stage = (next: Exchange) => Exchange;
