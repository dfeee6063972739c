import { allowListeners } from '../lib/abort.ts';
import { asError } from '../lib/as-error.ts';
import type { Token } from '../model/token.ts';
import { parseTokenKey, type TokenKey } from '../model/token-id.ts';
import type { ReadOptions, TokenSource } from '../model/token-source.ts';
import type { OpenAccount } from './open-accounts.ts';
import { readTokens } from './read-tokens.ts';

/**
 * Tokens of users and of accounts by the ids of their nodes, in the order of the ids: null for an id
 * that does not exist, an error for a token that cannot be read. The ids of one owner are read
 * together; an owner whose tokens cannot be read harms no other.
 */
export async function readNodes(
  source: TokenSource,
  options: ReadOptions,
  openAccount: OpenAccount,
  ids: readonly string[],
): Promise<readonly (Token | Error | null)[]> {
  const keys = ids.map(parseTokenKey);
  const owners = new Map<string | null, string[]>();
  for (const key of keys) {
    if (key === null) continue;
    const tokenIds = owners.get(key.account);
    if (tokenIds === undefined) owners.set(key.account, [key.tokenId]);
    else tokenIds.push(key.tokenId);
  }
  const read = async (account: string | null, tokenIds: readonly string[]) => {
    if (account !== null) openAccount(account);
    return readTokens(source, options, account, tokenIds);
  };
  allowListeners(options.signal, owners.size);
  const results = new Map(
    await Promise.all(
      Array.from(owners, async ([account, tokenIds]) => {
        const tokens = await read(account, tokenIds).catch((error: unknown) =>
          tokenIds.map(() => asError(error)),
        );
        return [account, tokens.values()] as const;
      }),
    ),
  );
  // The tokens of an owner stand in the order of its ids.
  const next = (key: TokenKey) => results.get(key.account)?.next().value ?? null;
  return keys.map((key) => (key === null ? null : next(key)));
}
