import { LRUCache } from 'lru-cache';

import type { Credential } from '../model/credential.ts';
import type { Rejections } from '../model/rejections.ts';
import { lengthKey, type TokenList } from '../model/token-list.ts';
import type { PageRequest, TokenPage } from '../model/token-source.ts';

/** Two numbers for each credential. The least recently used one is evicted first. */
const MAX_LIST_LENGTHS = 20_000;

/** The lengths that each credential's lists had when they were last read, since it was last rejected. */
export interface ListLengths {
  /** Null if it is not known. */
  last(credential: Credential, list: TokenList): number | null;
  /** Notes what pages that were read together show. */
  note(
    credential: Credential,
    list: TokenList,
    requests: readonly PageRequest[],
    read: { readonly pages: readonly TokenPage[]; readonly startedAt: number },
  ): void;
}

interface ReadLength {
  readonly length: number;
  readonly startedAt: number;
}

export function createListLengths({ lastRejection }: Rejections): ListLengths {
  const lengths = new LRUCache<string, ReadLength>({ max: MAX_LIST_LENGTHS });

  function lengthOf(credential: Credential, list: TokenList): number | null {
    const last = lengths.get(lengthsKey(credential, list));
    return last === undefined || last.startedAt < lastRejection(credential) ? null : last.length;
  }

  return {
    // A list with the expired tokens is at least as long as the same list without them.
    last: (credential, list) =>
      lengthOf(credential, list) ?? lengthOf(credential, { ...list, includeExpired: false }),
    note(credential, list, requests, { pages, startedAt }) {
      const key = lengthsKey(credential, list);
      for (const [index, request] of requests.entries()) {
        const page = pages[index];
        const length = page === undefined ? null : lengthShown(request, page);
        if (length === 'UNKNOWN') {
          lengths.delete(key);
          // The other pages have the same wrong total.
          return;
        }
        if (length !== null) lengths.set(key, { length, startedAt });
      }
    },
  };
}

function lengthsKey({ hash }: Credential, list: TokenList): string {
  return `${hash} ${lengthKey(list)}`;
}

/**
 * The total, if the page has one; else a page that is not full is taken for the last one. Null: the
 * page does not tell. `UNKNOWN`: it has rows that its own total leaves out.
 */
function lengthShown(request: PageRequest, page: TokenPage): number | 'UNKNOWN' | null {
  const { rows, totalCount } = page;
  const isFirst = request.page === 1;
  if (page.difference !== null && !isFirst) return null;
  const seen = rows.length > 0 || isFirst ? offsetOf(request) + rows.length : 0;
  if (totalCount !== null) return totalCount < seen ? 'UNKNOWN' : totalCount;
  const isLast = rows.length < request.perPage && (rows.length > 0 || isFirst);
  return isLast ? seen : null;
}

function offsetOf({ page, perPage }: PageRequest): number {
  return (page - 1) * perPage;
}
