import type { CloudflareNotice } from './failure.ts';
import { NO_TRACE, type Trace } from './upstream-observer.ts';

/**
 * Upstream statistics of one operation. The stages of the Cloudflare client write them. The
 * response's extensions and the request log are made from them, and the response cache expires by
 * `freshUntilMs`.
 */
export interface UpstreamStats {
  /** Calls sent to Cloudflare for this operation, retries included. */
  upstreamCalls: number;
  /** Pages that another operation was reading already. */
  coalesced: number;
  /** Pages served from the cache. */
  cacheHits: number;
  /** All pages that the response is made from, from any source. */
  pages: number;
  /** Until when all of these pages may be served again, on the monotonic clock. In the past if a page is not cached, or a read failed. */
  freshUntilMs: number;
  /** The age in whole seconds of the oldest stale page; null if no page was stale. */
  staleSeconds: number | null;
  /** For how long calls have waited for the store that replicas share. */
  storeWaitMs: number;
  /** The `messages` of Cloudflare's successful responses, each once. */
  readonly messages: CloudflareNotice[];
  /** The causes of failed calls, retries included, each once: for the log. */
  readonly reasons: Set<string>;
  readonly trace: Trace;
}

export function createUpstreamStats(trace: Trace = NO_TRACE): UpstreamStats {
  return {
    upstreamCalls: 0,
    coalesced: 0,
    cacheHits: 0,
    pages: 0,
    freshUntilMs: Number.POSITIVE_INFINITY,
    staleSeconds: null,
    storeWaitMs: 0,
    messages: [],
    reasons: new Set(),
    trace,
  };
}
