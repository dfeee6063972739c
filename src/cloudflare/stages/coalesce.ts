import { untilAborted } from '../../lib/abort.ts';
import { type Coalescer, createCoalescer, type Handle } from '../../lib/coalescer.ts';
import type { LogicalClock } from '../../lib/logical-clock.ts';
import type { Rejections } from '../../model/rejections.ts';
import type { ReadOptions } from '../../model/token-source.ts';
import type { UpstreamStats } from '../../model/upstream-stats.ts';
import type { AbortableRead, Read, ReadRequest, Snapshot } from '../types.ts';

export interface CoalesceOptions {
  readonly logicalClock: LogicalClock;
  readonly rejections: Rejections;
  /** Whether only reads of the same operation may share a call. */
  readonly isolatesRequests: boolean;
}

interface SharedRead {
  readonly snapshot: Snapshot<unknown>;
  /** Of the operation that has started it. */
  readonly stats: UpstreamStats;
  /** For how long it has waited for the store that replicas share. */
  readonly storeWaitMs: number;
}

/**
 * Identical reads of one credential share one upstream read while it is in flight. A caller that
 * disconnects does not abort it for others; the last one does. Only whole reads are shared: pages
 * of two reads that began at different times would not be one snapshot of the list. A read that
 * began too early for a caller is not shared: that caller starts a new one. One that began before
 * Cloudflare rejected the credential is too early for all.
 */
export function coalesce(
  next: AbortableRead,
  { logicalClock, rejections, isolatesRequests }: CoalesceOptions,
): Read {
  const openCoalescer = () => createCoalescer<SharedRead>(logicalClock);
  const coalescerOf = isolatesRequests ? onePerOperation(openCoalescer) : always(openCoalescer());
  return async <T>(request: ReadRequest<T>) => {
    const { options, requests } = request;
    options.signal.throwIfAborted();
    const coalescer = coalescerOf(options);
    const key = [options.credential.hash, ...requests.map(({ path }) => path)].join(' ');
    const handle =
      coalescer.attach(key, noOlderThan(options, rejections)) ??
      coalescer.start(key, async (controller, startedAt) => {
        const { stats } = options;
        const waitedMs = stats.storeWaitMs;
        const responses = await next(request, controller);
        const completedAt = logicalClock.tick();
        const snapshot = { responses, fromCache: false, startedAt, completedAt };
        return { snapshot, stats, storeWaitMs: stats.storeWaitMs - waitedMs };
      });
    if (handle.isCoalesced) options.stats.coalesced += requests.length;
    const { snapshot, stats, storeWaitMs } = await resultFor(handle, options.signal);
    // This operation has waited for the store, too.
    if (stats !== options.stats) options.stats.storeWaitMs += storeWaitMs;
    // One path always has one decoder, so the type of the result is the type of the request.
    return snapshot as Snapshot<T>;
  };
}

type FindCoalescer = (options: ReadOptions) => Coalescer<SharedRead>;

function always(coalescer: ReturnType<FindCoalescer>): FindCoalescer {
  return () => coalescer;
}

/** Each operation has statistics of its own. */
function onePerOperation(open: () => ReturnType<FindCoalescer>): FindCoalescer {
  const coalescers = new WeakMap<UpstreamStats, ReturnType<FindCoalescer>>();
  return ({ stats }) => {
    const coalescer = coalescers.get(stats) ?? open();
    coalescers.set(stats, coalescer);
    return coalescer;
  };
}

function noOlderThan(options: ReadOptions, { lastRejection }: Rejections): readonly number[] {
  const rejectedAt = lastRejection(options.credential);
  return rejectedAt === 0 ? options.noOlderThan : [...options.noOlderThan, rejectedAt];
}

function resultFor<T>({ result, leave }: Handle<T>, signal: AbortSignal): Promise<T> {
  return untilAborted(signal, (resolve, reject) => {
    result.then(resolve, reject);
    return () => leave(signal.reason);
  });
}
