import { LRUCache } from 'lru-cache';

import type { Credential } from '../model/credential.ts';
import type { PageRequest, TokenList, TokenPage } from '../model/token-source.ts';

/** Two numbers for each credential; the least used are forgotten first. */
const MAX_LISTS = 20_000;

/** How long each credential's lists were when they were last read. */
export interface Lengths {
  /** Null where it is not known. */
  last(credential: Credential, list: TokenList): number | null;
  note(credential: Credential, list: TokenList, request: PageRequest, page: TokenPage): void;
}

export function createLengths(): Lengths {
  const lengths = new LRUCache<string, number>({ max: MAX_LISTS });

  return {
    // Where the list with the expired was never read, it is no shorter than the one without.
    last: (credential, { includeExpired }) =>
      (includeExpired ? lengths.get(keyOf(credential, true)) : undefined) ??
      lengths.get(keyOf(credential, false)) ??
      null,
    note(credential, { includeExpired }, request, page) {
      const length = lengthShown(request, page);
      if (length !== null) lengths.set(keyOf(credential, includeExpired), length);
    },
  };
}

/** Its order makes a list no longer. */
function keyOf({ hash }: Credential, includeExpired: boolean): string {
  return `${hash} ${includeExpired}`;
}

/** By its total, or by the page that is not full: there the list ends. */
function lengthShown({ page, perPage }: PageRequest, { rows, totalCount }: TokenPage) {
  if (totalCount !== null) return totalCount;
  const isEnd = rows.length < perPage && (rows.length > 0 || page === 1);
  return isEnd ? (page - 1) * perPage + rows.length : null;
}
