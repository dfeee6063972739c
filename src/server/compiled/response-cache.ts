import { LRUCache } from 'lru-cache';

import type { Clock } from '../../lib/clock.ts';
import { isNoOlder, type LogicalSpan } from '../../lib/logical-clock.ts';
import { createSweep } from '../../lib/sweep.ts';
import type { Credential } from '../../model/credential.ts';
import type { Rejections } from '../../model/rejections.ts';
import type { CompiledResponse } from './response.ts';

const MAX_RESPONSES = 10_000;
const MAX_RESPONSE_CACHE_BYTES = 32 * 1024 * 1024;

/** Memory of a response beside its own bytes and its key. */
const BYTES_PER_RESPONSE = 512;

const SWEEP_INTERVAL_MS = 60_000;

/** Credentials whose last fresh read is remembered; the least recently used is evicted first. */
const MAX_CREDENTIALS = 10_000;

export interface ResponseCache {
  /** Null if no response may be served. The key is all that shapes a response, its credential included. */
  lookup(credential: Credential, key: string): CompiledResponse | null;
  /** Caches a response as long as all the pages that it was made of may be served from the cache. */
  store(credential: Credential, key: string, response: CompiledResponse, span: LogicalSpan): void;
  /**
   * Responses for this credential must be no older: when its last fresh response was complete, and
   * when Cloudflare last rejected it; 0 for what never happened.
   */
  noOlderThan(credential: Credential): readonly number[];
  /** Fresh pages were shown: this credential gets no other response that was started before. */
  forget(credential: Credential, completedAt: number): void;
}

interface CacheEntry {
  readonly response: CompiledResponse;
  readonly span: LogicalSpan;
}

/**
 * Responses as bytes, in bounded memory; never one with errors. Spans and rejections are counted by
 * the same logical clock.
 */
export function createResponseCache(clock: Clock, rejections: Rejections): ResponseCache {
  const entries = new LRUCache<string, CacheEntry>({
    max: MAX_RESPONSES,
    maxSize: MAX_RESPONSE_CACHE_BYTES,
    sizeCalculation: ({ response }, key) =>
      BYTES_PER_RESPONSE + response.body.length + key.length * 2,
  });
  const freshSince = new LRUCache<string, number>({ max: MAX_CREDENTIALS });

  const sweepLater = createSweep(clock, SWEEP_INTERVAL_MS, () => {
    for (const [key, { response }] of entries.entries()) {
      if (isExpired(response)) entries.delete(key);
    }
    return entries.size > 0;
  });

  function isExpired({ stats }: CompiledResponse): boolean {
    return clock.monotonicMs() >= stats.freshUntilMs;
  }

  const noOlderThan = (credential: Credential) => [
    freshSince.get(credential.hash) ?? 0,
    rejections.lastRejection(credential),
  ];

  return {
    noOlderThan,
    lookup(credential, key) {
      const entry = entries.get(key);
      if (entry === undefined || isExpired(entry.response)) return null;
      return isNoOlder(entry.span, noOlderThan(credential)) ? entry.response : null;
    },
    store(credential, key, response, span) {
      // Without a page nothing says how long the response holds.
      const isCacheable = response.codes.size === 0 && response.stats.pages > 0;
      if (!isCacheable || isExpired(response)) return;
      // A slow response may be older than one that the caller has got meanwhile.
      const isLate = span.startedAt < (entries.peek(key)?.span.startedAt ?? 0);
      if (isLate || !isNoOlder(span, noOlderThan(credential))) return;
      entries.set(key, { response, span });
      sweepLater();
    },
    forget: ({ hash }, completedAt) => void freshSince.set(hash, completedAt),
  };
}
