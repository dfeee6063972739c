/** Cloudflare's limit for a token's identifier tag, in characters. */
const MAX_ID_LENGTH = 32;

/** Paths that Cloudflare serves beside the tokens, and path segments that lead to other paths. */
const RESERVED_IDS = new Set(['verify', 'permission_groups', '.', '..']);

/** False if no token can have this id: a call would read something else, or nothing. */
export function isTokenId(id: string): boolean {
  return id !== '' && id.length <= MAX_ID_LENGTH && id.isWellFormed() && !RESERVED_IDS.has(id);
}

/** Cloudflare's ids are hexadecimal digits, which mean the same in upper and lower case. */
export function isSameTokenId(one: string, other: string): boolean {
  return foldTokenId(one) === foldTokenId(other);
}

/** The same text for all spellings of one id. */
export function foldTokenId(id: string): string {
  return id.toLowerCase();
}
