import { LRUCache } from 'lru-cache';

import type { Clock } from '../../lib/clock.ts';
import { isNoOlder } from '../../lib/logical-clock.ts';
import { createSweep } from '../../lib/sweep.ts';
import type { Credential } from '../../model/credential.ts';
import type { Rejections } from '../../model/rejections.ts';
import type { ReadOptions } from '../../model/token-source.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { DecodedResponse, Read, ReadRequest, Snapshot, Stage } from '../types.ts';

export interface CacheOptions {
  readonly clock: Clock;
  /** How long a page is fresh by default; 0 switches the cache off. */
  readonly ttlMs: number;
  /** Whether this credential is near its rate limit. */
  readonly isNearLimit: (credential: Credential) => boolean;
  readonly rejections: Rejections;
}

/** Near the rate limit, pages up to this old are served, marked as stale. */
const MAX_STALE_MS = 60_000;

const MAX_CACHED_PAGES = 10_000;
const MAX_PAGE_CACHE_BYTES = 64 * 1024 * 1024;

/** Measured: a page's objects take almost twice the memory of its JSON. This adds a margin. */
const BYTES_PER_JSON_BYTE = 3;

interface CachedPage {
  readonly response: DecodedResponse<unknown>;
  /** The snapshot that the page is part of, compared by identity. */
  readonly snapshot: Snapshot<unknown>;
  /** The snapshot that this one continues, if it does. */
  readonly continues: ReadOptions['continues'];
  readonly readAtMs: number;
  readonly ttlMs: number;
}

/**
 * Caches pages per credential. Failures are thrown past this stage and never cached. A read is
 * served from the cache only if all its pages were read together, or each of their reads continued
 * the one before: pages of different moments are not one snapshot of the list, and between them a
 * token could be skipped or repeated. A page that
 * was requested before Cloudflare rejected its credential is neither cached nor served.
 */
export function cache({ clock, ttlMs, isNearLimit, rejections }: CacheOptions): Stage<Read> {
  if (ttlMs === 0) {
    return (next) => (request) => {
      limitFreshness(request.options.stats, PAST);
      return next(request);
    };
  }
  const pages = new LRUCache<string, CachedPage>({
    max: MAX_CACHED_PAGES,
    maxSize: MAX_PAGE_CACHE_BYTES,
    // A caller chooses parts of the key, such as the name of a permission group.
    sizeCalculation: ({ response }, key) => key.length * 2 + response.bytes * BYTES_PER_JSON_BYTE,
  });

  const sweepLater = createSweep(clock, MAX_STALE_MS, () => {
    for (const [key, page] of pages.entries()) {
      if (clock.monotonicMs() - page.readAtMs >= Math.max(page.ttlMs, MAX_STALE_MS))
        pages.delete(key);
    }
    return pages.size > 0;
  });

  function lookup<T>({ options, requests }: ReadRequest<T>): Snapshot<T> | null {
    const { credential, stats, bypassCache, noOlderThan } = options;
    if (bypassCache) return null;
    const found = requests.flatMap(({ path }) => pages.get(pageKey(credential, path)) ?? []);
    const inOrder = found.length === requests.length ? inOrderOfReads(found) : null;
    const [first, last] = [inOrder?.[0], inOrder?.at(-1)];
    if (!first || !last) return null;
    const { startedAt } = first.snapshot;
    const { completedAt } = last.snapshot;
    if (!isNoOlder({ startedAt, completedAt }, noOlderThan)) return null;
    if (isVoid(credential, first.snapshot)) return null;

    const ageMs = clock.monotonicMs() - first.readAtMs;
    const isStale = ageMs >= first.ttlMs;
    if (isStale && !(ageMs < MAX_STALE_MS && isNearLimit(credential))) return null;
    if (isStale) stats.staleSeconds = Math.max(stats.staleSeconds ?? 0, toSeconds(ageMs));
    stats.cacheHits += requests.length;
    limitFreshness(stats, first.readAtMs + first.ttlMs);
    // One path always has one decoder, so the type of a cached page is the type of the request.
    const responses = found.map(({ response }) => response as DecodedResponse<T>);
    return { responses, fromCache: true, startedAt, completedAt };
  }

  function isVoid(credential: Credential, { startedAt }: Snapshot<unknown>): boolean {
    return startedAt < rejections.lastRejection(credential);
  }

  return (next) => async (request) => {
    const cached = lookup(request);
    if (cached !== null) return cached;
    const { credential, stats } = request.options;
    const snapshot = await next(request).catch((error) => {
      limitFreshness(stats, PAST);
      throw error;
    });
    if (isVoid(credential, snapshot)) {
      limitFreshness(stats, PAST);
      return snapshot;
    }
    const readAtMs = clock.monotonicMs();
    sweepLater();
    for (const [index, { path, ttlMs: longerTtlMs = 0 }] of request.requests.entries()) {
      const pageTtlMs = Math.max(ttlMs, longerTtlMs);
      limitFreshness(stats, readAtMs + pageTtlMs);
      const key = pageKey(credential, path);
      const response = snapshot.responses[index];
      // Coalesced callers get the same snapshot: the first one has cached it. A read that took
      // long must not replace the page of a read that began later.
      const cachedAt = pages.peek(key)?.snapshot.startedAt ?? Number.NEGATIVE_INFINITY;
      if (!response || cachedAt >= snapshot.startedAt) continue;
      const { continues } = request.options;
      pages.set(key, { response, snapshot, continues, readAtMs, ttlMs: pageTtlMs });
    }
    return snapshot;
  };
}

/** The pages in the order in which they were read; null if they are not of one snapshot of the list. */
function inOrderOfReads(pages: readonly CachedPage[]): readonly CachedPage[] | null {
  const inOrder = pages.toSorted((one, other) => one.snapshot.startedAt - other.snapshot.startedAt);
  const areOne = inOrder.every(({ snapshot, continues }, index) => {
    const before = inOrder[index - 1]?.snapshot ?? snapshot;
    return snapshot === before || continues === before;
  });
  return areOne ? inOrder : null;
}

/** A GraphQL response may be cached only as long as each of its pages. */
function limitFreshness(stats: UpstreamStats, untilMs: number): void {
  stats.freshUntilMs = Math.min(stats.freshUntilMs, untilMs);
}

const PAST = Number.NEGATIVE_INFINITY;

function pageKey(credential: Credential, path: string): string {
  return `${credential.hash} ${path}`;
}

function toSeconds(durationMs: number): number {
  return Math.ceil(durationMs / 1_000);
}
