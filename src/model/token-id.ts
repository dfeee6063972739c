import { isAccountId } from './account-id.ts';
import type { AccountToken } from './token.ts';

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

/** Where a token is: with an account, or with the credential's user if `account` is null. */
export interface TokenKey {
  readonly account: string | null;
  readonly tokenId: string;
}

/** `<account id>.<token id>`: a token of an account, among all nodes. A user's token has its own id. */
export function accountTokenId({ account, id }: Pick<AccountToken, 'account' | 'id'>): string {
  return `${account}.${id}`;
}

/** The id of a node. Null if no token can have it. An account's id and a dot are longer than any token's id. */
export function parseTokenKey(id: string): TokenKey | null {
  if (isTokenId(id)) return { account: null, tokenId: id };
  const dot = id.indexOf('.');
  const [account, tokenId] = [id.slice(0, Math.max(0, dot)), id.slice(dot + 1)];
  return isAccountId(account) && isTokenId(tokenId) ? { account, tokenId } : null;
}
