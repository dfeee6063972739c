import type { UpstreamStats } from '../model/upstream-stats.ts';

/**
 * The response's `extensions`: Cloudflare's own messages
 * (`extensions.cloudflare.messages`), the age of the oldest page if the gateway
 * served an expired one to save calls (`extensions.staleSeconds`), and how many
 * errors the answer leaves out (`extensions.errorsOmitted`). Null if there is
 * none of them.
 */
export function extensionsOf({ messages, staleSeconds }: UpstreamStats, errorsOmitted: number) {
  if (messages.length === 0 && staleSeconds === null && errorsOmitted === 0) return null;
  return {
    ...(messages.length > 0 && { cloudflare: { messages } }),
    ...(staleSeconds !== null && { staleSeconds }),
    ...(errorsOmitted > 0 && { errorsOmitted }),
  };
}
