import { LRUCache } from 'lru-cache';

import type { Credential } from '../model/credential.ts';
import type { Rejections } from '../model/rejections.ts';
import { listKey, type TokenList } from '../model/token-list.ts';
import type { PageRequest } from '../model/token-source.ts';

/** The least recently used list is evicted first. */
const MAX_LISTS_WITH_PAGES = 10_000;
/** A list that was read whole is not read on in windows. */
const MAX_LAST_PAGES = 8;

/** The pages of each credential's lists that were last read together, since it was last rejected. */
export interface LastPages {
  of(credential: Credential, list: TokenList): readonly PageRequest[];
  /** `startedAt`: when their read was started. */
  note(
    credential: Credential,
    list: TokenList,
    requests: readonly PageRequest[],
    startedAt: number,
  ): void;
}

interface ReadPages {
  readonly requests: readonly PageRequest[];
  readonly startedAt: number;
}

export function createLastPages({ lastRejection }: Rejections): LastPages {
  const pages = new LRUCache<string, ReadPages>({ max: MAX_LISTS_WITH_PAGES });
  return {
    of(credential, list) {
      const last = pages.get(lastPagesKey(credential, list));
      return last === undefined || last.startedAt < lastRejection(credential) ? [] : last.requests;
    },
    note(credential, list, requests, startedAt) {
      if (requests.length > MAX_LAST_PAGES) return;
      pages.set(lastPagesKey(credential, list), { requests, startedAt });
    },
  };
}

function lastPagesKey({ hash }: Credential, list: TokenList): string {
  return `${hash} ${listKey(list)}`;
}
