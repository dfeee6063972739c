import type { UpstreamStats } from '../model/upstream-stats.ts';

/**
 * The response's `extensions`: Cloudflare's own messages
 * (`extensions.cloudflare.messages`), and the age of the oldest page if the
 * gateway served an expired one to save calls (`extensions.staleSeconds`). Null
 * if there is neither.
 */
export function extensionsOf({ messages, staleSeconds }: UpstreamStats) {
  if (messages.length === 0 && staleSeconds === null) return null;
  return {
    ...(messages.length > 0 && { cloudflare: { messages } }),
    ...(staleSeconds !== null && { staleSeconds }),
  };
}
