import { LRUCache } from 'lru-cache';

import type { Clock } from '../../lib/clock.ts';
import { isNoOlder, type LogicalSpan } from '../../lib/logical-clock.ts';
import { createSweep } from '../../lib/sweep.ts';
import type { CompiledResponse } from './response.ts';

const MAX_RESPONSES = 10_000;
const MAX_RESPONSE_CACHE_BYTES = 32 * 1024 * 1024;

/** Memory of a response beside its own bytes and its key. */
const BYTES_PER_RESPONSE = 512;

const SWEEP_INTERVAL_MS = 60_000;

/** Callers whose last fresh read is remembered; the least recently used is evicted first. */
const MAX_CALLERS = 10_000;

export interface ResponseCache {
  /** Null if no response may be served. The key is all that shapes a response, its caller included. */
  lookup(caller: string, key: string): CompiledResponse | null;
  /** Caches a response as long as all the pages that it was made of may be served from the cache. */
  store(caller: string, key: string, response: CompiledResponse, span: LogicalSpan): void;
  /** When this caller's last fresh response was complete; 0 if it had none. */
  freshSince(caller: string): number;
  /** This caller has seen fresh pages: it gets no other response that was started before. */
  forget(caller: string, completedAt: number): void;
}

interface CacheEntry {
  readonly response: CompiledResponse;
  readonly span: LogicalSpan;
}

/** Responses as bytes, in bounded memory; never one with errors. */
export function createResponseCache(clock: Clock): ResponseCache {
  const entries = new LRUCache<string, CacheEntry>({
    max: MAX_RESPONSES,
    maxSize: MAX_RESPONSE_CACHE_BYTES,
    sizeCalculation: ({ response }, key) =>
      BYTES_PER_RESPONSE + response.body.length + key.length * 2,
  });
  const freshSince = new LRUCache<string, number>({ max: MAX_CALLERS });

  const sweepLater = createSweep(clock, SWEEP_INTERVAL_MS, () => {
    for (const [key, { response }] of entries.entries()) {
      if (isExpired(response)) entries.delete(key);
    }
    return entries.size > 0;
  });

  function isExpired({ stats }: CompiledResponse): boolean {
    return clock.monotonicMs() >= stats.freshUntilMs;
  }

  const freshSinceOf = (caller: string) => freshSince.get(caller) ?? 0;

  return {
    lookup(caller, key) {
      const entry = entries.get(key);
      if (entry === undefined || isExpired(entry.response)) return null;
      return isNoOlder(entry.span, [freshSinceOf(caller)]) ? entry.response : null;
    },
    store(caller, key, response, span) {
      // Without a page nothing says how long the response holds.
      const isCacheable = response.codes.size === 0 && response.stats.pages > 0;
      if (!isCacheable || isExpired(response)) return;
      // A slow response may be older than one that the caller has got meanwhile.
      const isLate = span.startedAt < (entries.peek(key)?.span.startedAt ?? 0);
      if (isLate || !isNoOlder(span, [freshSinceOf(caller)])) return;
      entries.set(key, { response, span });
      sweepLater();
    },
    freshSince: freshSinceOf,
    forget: (caller, completedAt) => void freshSince.set(caller, completedAt),
  };
}
