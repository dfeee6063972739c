import { LRUCache } from 'lru-cache';

import type { Credential } from '../model/credential.ts';
import type { PageRequest, TokenList } from '../model/token-source.ts';

/** The least used are forgotten first. */
const MAX_LISTS = 10_000;
/** Of a list read whole, nobody wants a window next. */
const MAX_PAGES = 8;

/** Which pages of each credential's lists were read last, together. */
export interface LastPages {
  of(credential: Credential, list: TokenList): readonly PageRequest[];
  note(credential: Credential, list: TokenList, requests: readonly PageRequest[]): void;
}

export function createLastPages(): LastPages {
  const pages = new LRUCache<string, readonly PageRequest[]>({ max: MAX_LISTS });
  return {
    of: (credential, list) => pages.get(keyOf(credential, list)) ?? [],
    note(credential, list, requests) {
      if (requests.length <= MAX_PAGES) pages.set(keyOf(credential, list), requests);
    },
  };
}

function keyOf({ hash }: Credential, { direction, includeExpired }: TokenList): string {
  return `${hash} ${direction} ${includeExpired}`;
}
