/** Cloudflare's limit for a token's identifier tag, in characters. */
const MAX_ID_LENGTH = 32;

/** What stands beside the tokens where Cloudflare serves them, and the steps that lead away from there. */
const RESERVED_IDS = new Set(['verify', 'permission_groups', '.', '..']);

/** False for what no token can be called: asking would read something else, or nothing. */
export function isTokenId(id: string): boolean {
  return id !== '' && id.length <= MAX_ID_LENGTH && id.isWellFormed() && !RESERVED_IDS.has(id);
}
