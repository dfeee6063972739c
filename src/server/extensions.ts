import type { UpstreamStats } from '../model/upstream-stats.ts';

/**
 * What an answer cannot say in its fields: what Cloudflare said beside its
 * results (`extensions.cloudflare.messages`), and how old the oldest page is
 * where an old one had to do (`extensions.staleSeconds`). Null where there is
 * nothing to tell.
 */
export function extensionsOf({ messages, staleSeconds }: UpstreamStats) {
  if (messages.length === 0 && staleSeconds === null) return null;
  return {
    ...(messages.length > 0 && { cloudflare: { messages } }),
    ...(staleSeconds !== null && { staleSeconds }),
  };
}
