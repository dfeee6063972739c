import { LRUCache } from 'lru-cache';

import type { Credential } from '../model/credential.ts';
import { lengthKey, type TokenList } from '../model/token-list.ts';
import type { PageRequest, TokenPage } from '../model/token-source.ts';

/** Two numbers for each credential. The least recently used one is evicted first. */
const MAX_LIST_LENGTHS = 20_000;

/** The lengths that each credential's lists had when they were last read. */
export interface ListLengths {
  /** Null if it is not known. */
  last(credential: Credential, list: TokenList): number | null;
  note(credential: Credential, list: TokenList, request: PageRequest, page: TokenPage): void;
}

export function createListLengths(): ListLengths {
  const lengths = new LRUCache<string, number>({ max: MAX_LIST_LENGTHS });

  return {
    // A list with the expired tokens is at least as long as the same list without them.
    last: (credential, list) =>
      lengths.get(lengthsKey(credential, list)) ??
      lengths.get(lengthsKey(credential, { ...list, includeExpired: false })) ??
      null,
    note(credential, list, request, page) {
      const length = lengthShown(request, page);
      if (length !== null) lengths.set(lengthsKey(credential, list), length);
    },
  };
}

function lengthsKey({ hash }: Credential, list: TokenList): string {
  return `${hash} ${lengthKey(list)}`;
}

/** The total, if the page has one; else a page that is not full is the last one. */
function lengthShown({ page, perPage }: PageRequest, { rows, totalCount }: TokenPage) {
  if (totalCount !== null) return totalCount;
  const isLast = rows.length < perPage && (rows.length > 0 || page === 1);
  return isLast ? (page - 1) * perPage + rows.length : null;
}
