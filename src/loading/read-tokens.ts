import { allowListeners } from '../lib/abort.ts';
import { asError } from '../lib/as-error.ts';
import type { Token } from '../model/token.ts';
import { foldTokenId, isTokenId } from '../model/token-id.ts';
import type { TokenList } from '../model/token-list.ts';
import type { ReadOptions, TokenSource } from '../model/token-source.ts';
import { MAX_PER_PAGE } from '../pagination/plan.ts';
import { isWholeList, type ListSnapshot } from '../pagination/snapshot.ts';
import { planOfRows } from './page-plan.ts';
import { readSnapshot } from './read-snapshot.ts';

/** With the expired tokens, because an expired token can be looked up, too. */
function allTokensOf(account: string | null): TokenList {
  return { account, direction: 'ASC', includeExpired: true };
}

/** Enough for any list that stands still. On a list that changes, the rest is read id by id. */
const MAX_LIST_READS = 8;

/**
 * Tokens of an account, or of the caller's user if `account` is null, by their ids, in the order of
 * the ids: null for an id that does not
 * exist, an error for a token that cannot be read.
 *
 * If the list has p pages, n ids cost min(n, p) calls. Up to p ids are read one
 * by one. More ids are looked up in all pages, read as one snapshot of the list,
 * so that none is missed. This holds if the length of the list is known from an
 * earlier read. If it is not known, the gateway assumes one page. That page
 * gives the length, and the ids that it does not hold then cost the same as
 * above, so this is at most one call more. The same holds if the list has grown.
 *
 * If Cloudflare gives no total, the number of pages to read is doubled until the
 * end of the list is seen, or until it would reach the number of ids.
 */
export async function readTokens(
  source: TokenSource,
  options: ReadOptions,
  account: string | null,
  ids: readonly string[],
): Promise<readonly (Token | Error | null)[]> {
  const found: FoundTokens = new Map();
  const validIds = ids.filter(isTokenId);
  try {
    const others = await readFromList(source, options, allTokensOf(account), validIds, found);
    // Each read listens to the signal.
    allowListeners(options.signal, others.length);
    await Promise.all(others.map((id) => readOne(source, options, account, id, found)));
  } catch (error) {
    for (const id of validIds) if (!findToken(found, id)) found.set(id, asError(error));
  }
  return ids.map((id) => findToken(found, id) ?? null);
}

type FoundTokens = Map<string, Token | Error>;

/** Adds the rows of a snapshot. Returns whether all of them have a readable id. */
function addRows(found: FoundTokens, { positions, rowAt }: ListSnapshot): boolean {
  let areNamed = true;
  for (const position of positions) {
    const row = rowAt(position);
    if (row === undefined) continue;
    if (row.id === null) areNamed = false;
    else addRow(found, row.id, row);
  }
  return areNamed;
}

/** Adds a row of the list, to be found by any spelling of its id. The exact spelling comes first. */
function addRow(found: FoundTokens, id: string, row: Token | Error): void {
  found.set(id, row);
  const folded = foldTokenId(id);
  if (!found.has(folded)) found.set(folded, row);
}

function findToken(found: FoundTokens, id: string): Token | Error | undefined {
  return found.get(id) ?? found.get(foldTokenId(id));
}

/** Adds tokens to `found`. Returns the ids that must be read one by one. */
async function readFromList(
  source: TokenSource,
  options: ReadOptions,
  list: TokenList,
  ids: readonly string[],
  found: FoundTokens,
): Promise<readonly string[]> {
  let missing = ids;
  let pages = pageCountOf(source.lastLength(options, list) ?? 0);
  let { bypassCache } = options;
  for (let read = 1; read <= MAX_LIST_READS && missing.length > pages; read++) {
    const ranges = [{ start: 0, end: pages * MAX_PER_PAGE }];
    const wanted = { ranges, optional: [] };
    const snapshot = await readSnapshot(
      source,
      { ...options, bypassCache },
      list,
      planOfRows(wanted),
    );
    const areNamed = addRows(found, snapshot);
    missing = missing.filter((id) => !findToken(found, id));
    const isWhole = isWholeList(snapshot);
    // A row without a readable id may be any of the missing tokens.
    if (isWhole && !areNamed) return missing;
    // A cached list may be older than a token. A fresh one shows which tokens do not exist.
    if (isWhole && !snapshot.fromCache) return [];
    bypassCache ||= snapshot.fromCache;
    if (snapshot.totalCount !== null) pages = pageCountOf(snapshot.totalCount);
    else if (!isWhole) pages *= 2;
  }
  return missing;
}

async function readOne(
  source: TokenSource,
  options: ReadOptions,
  account: string | null,
  id: string,
  found: FoundTokens,
): Promise<void> {
  const token = await source.getToken(options, account, id).catch(asError);
  if (token !== null) found.set(id, token);
}

/** At least one, because an empty list must be read, too. */
function pageCountOf(length: number): number {
  return Math.max(1, Math.ceil(length / MAX_PER_PAGE));
}
