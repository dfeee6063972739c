import { LRUCache } from 'lru-cache';

import type { Credential } from '../model/credential.ts';
import { listKey, type TokenList } from '../model/token-list.ts';
import type { PageRequest } from '../model/token-source.ts';

/** The least recently used list is evicted first. */
const MAX_LISTS_WITH_PAGES = 10_000;
/** A list that was read whole is not read on in windows. */
const MAX_LAST_PAGES = 8;

/** The pages of each credential's lists that were last read together. */
export interface LastPages {
  of(credential: Credential, list: TokenList): readonly PageRequest[];
  note(credential: Credential, list: TokenList, requests: readonly PageRequest[]): void;
}

export function createLastPages(): LastPages {
  const pages = new LRUCache<string, readonly PageRequest[]>({ max: MAX_LISTS_WITH_PAGES });
  return {
    of: (credential, list) => pages.get(lastPagesKey(credential, list)) ?? [],
    note(credential, list, requests) {
      if (requests.length <= MAX_LAST_PAGES) pages.set(lastPagesKey(credential, list), requests);
    },
  };
}

function lastPagesKey({ hash }: Credential, list: TokenList): string {
  return `${hash} ${listKey(list)}`;
}
