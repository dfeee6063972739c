import type { CloudflareNotice } from './failure.ts';
import { NO_TRACE, type Trace } from './upstream-observer.ts';

/**
 * What happened upstream for one operation. The client's stages write it; the
 * answer's extensions and the log are made from it.
 */
export interface UpstreamStats {
  /** Calls sent to Cloudflare for this operation, retries included. */
  upstreamCalls: number;
  /** Pages for which it waited with another operation that had asked before. */
  coalesced: number;
  /** Pages answered from memory. */
  cacheHits: number;
  /** Pages that the answer is made of, wherever they came from. */
  pages: number;
  /** Until when all of them may be served again; the past where something else was read, or not at all. */
  freshUntilMs: number;
  /** The age in whole seconds of the oldest page that was kept for longer than it should; else null. */
  staleSeconds: number | null;
  /** What Cloudflare's successes said beside their results, each once. */
  readonly messages: CloudflareNotice[];
  /** What lay behind calls that failed, retries included, each once: for the log. */
  readonly reasons: Set<string>;
  /** Told of its calls. */
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
    messages: [],
    reasons: new Set(),
    trace,
  };
}
