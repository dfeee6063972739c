import { asError } from '../lib/as-error.ts';
import type { Token } from '../model/token.ts';
import { isTokenId } from '../model/token-id.ts';
import type { Caller, TokenList, TokenSource } from '../model/token-source.ts';
import { isWholeList } from '../pagination/follow.ts';
import { MAX_PER_PAGE } from '../pagination/plan.ts';
import { readRows } from './read-rows.ts';

/** With the expired: a token that expired is still the token of that id. */
const LIST: TokenList = { direction: 'ASC', includeExpired: true };

/** Enough for any list that stands still; on one that does not, the ids are asked for one by one. */
const MAX_READINGS = 8;

/**
 * Tokens by their ids, in the order of the ids: null for one that is gone, an
 * error for one that cannot be read.
 *
 * Of a list of p pages, n ids cost min(n, p) calls: one by one while they are
 * no more than the pages, else all pages as one snapshot of the list, in which
 * nothing is missed. That holds where the list's length is known from before.
 * Where it is not, the list is taken for one page: reading that page tells the
 * length, and the ids that it does not hold cost what they would have cost, so
 * it is one call more at most. The same is true where the list has grown.
 *
 * Where Cloudflare gives no total, the number of pages read is doubled until
 * the list's end is seen, or as many pages as there are ids would be next.
 */
export async function readTokens(
  source: TokenSource,
  caller: Caller,
  ids: readonly string[],
): Promise<readonly (Token | Error | null)[]> {
  const found = new Map<string, Token | Error>();
  const wanted = ids.filter(isTokenId);
  try {
    const others = await readFromList(source, caller, wanted, found);
    await Promise.all(others.map((id) => readOne(source, caller, id, found)));
  } catch (error) {
    for (const id of wanted) if (!found.has(id)) found.set(id, asError(error));
  }
  return ids.map((id) => found.get(id) ?? null);
}

/** Adds to `found`, and returns the ids that are to be asked for one by one. */
async function readFromList(
  source: TokenSource,
  caller: Caller,
  ids: readonly string[],
  found: Map<string, Token | Error>,
): Promise<readonly string[]> {
  let missing = ids;
  let pages = pagesOf(source.lastLength(caller, LIST) ?? 0);
  let { isFresh } = caller;
  for (let reading = 1; reading <= MAX_READINGS && missing.length > pages; reading++) {
    const range = { start: 0, end: pages * MAX_PER_PAGE };
    const rows = await readRows(source, { ...caller, isFresh }, LIST, [range]);
    for (const position of rows.positions) {
      const row = rows.rowAt(position);
      if (row && row.id !== null) found.set(row.id, row);
    }
    missing = missing.filter((id) => !found.has(id));
    const isWhole = isWholeList(rows);
    // What was kept may be older than a token; what was read just now shows who is gone.
    if (isWhole && !rows.fromCache) return [];
    isFresh ||= rows.fromCache;
    if (rows.totalCount !== null) pages = pagesOf(rows.totalCount);
    else if (!isWhole) pages *= 2;
  }
  return missing;
}

async function readOne(
  source: TokenSource,
  caller: Caller,
  id: string,
  found: Map<string, Token | Error>,
): Promise<void> {
  const token = await source.getToken(caller, id).catch(asError);
  if (token !== null) found.set(id, token);
}

/** One at least: that there is none must be read, too. */
function pagesOf(length: number): number {
  return Math.max(1, Math.ceil(length / MAX_PER_PAGE));
}
