import { hash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

import { CALL_COUNTS_MS } from '../cloudflare/call-window.ts';
import { MAX_CALLS } from '../cloudflare/max-calls.ts';
import type { RateLimitStore, SharedFailure } from '../model/rate-limit-store.ts';
import { createExchangeBatch } from './exchange-batch.ts';
import { EXCHANGE_SCRIPT } from './exchange-script.ts';
import { grantOf } from './grant-reply.ts';
import { MARK_SCRIPT } from './mark-script.ts';
import { NOBODY, type Presence, presenceOf } from './presence.ts';
import { PRESENCE_SCRIPT } from './presence-script.ts';
import { connectRedis } from './redis-client.ts';

export interface RedisStoreOptions {
  readonly url: string;
  /** How many replicas there are at most. */
  readonly replicas: number;
  /** Default: the time of Redis. */
  readonly now?: () => number;
  /** Milliseconds since any moment. Default: those of the process. */
  readonly monotonicMs?: () => number;
  /** Default: that of the format of this version. */
  readonly prefix?: string;
}

/** Keys of credentials that others may ask for. */
const MAX_KEYS = 50_000;

/** A goodbye that takes longer is not waited for. */
const GOODBYE_MS = 100;

/** The log shows the first word, as of an error of Redis. */
const NOT_CONNECTED = 'DISCONNECTED from Redis';

/** The tag in braces puts all keys on one node, where Redis is a cluster behind a proxy. */
const TAG = '{cloudflare-tokens-gateway}:';

/**
 * Of all keys of one format. If the names of keys, the fields, their values or the channel change, this
 * prefix must change, too (to `${TAG}2:`): replicas of both versions run during a rollout, and must not
 * read each other's keys.
 */
const PREFIX = TAG;

/** The replicas of all formats. The format of this key never changes: see the script of presence. */
const FORMATS_KEY = `${TAG}formats`;

/** One script for each kind of step. */
type Run = (
  script: 'exchange' | 'mark' | 'presence',
  keys: readonly string[],
  args: readonly (string | number)[],
) => Promise<unknown>;

/** What replicas share, in Redis or Valkey. */
export function createRedisStore(options: RedisStoreOptions): RateLimitStore {
  const { url, replicas, now = () => -1 } = options;
  const { monotonicMs = () => performance.now(), prefix = PREFIX } = options;
  const replicasKey = `${prefix}replicas`;
  const channel = `${prefix}changes`;
  const client = connectRedis(url);
  const subscriber = connectRedis(url);
  const run = defineScripts(client);
  const id = randomUUID();
  /** By credential: the key, and until when this replica holds something there. */
  const known = new LRUCache<string, { readonly key: string; leaseEndsMs: number }>({
    max: MAX_KEYS,
  });
  const hashes = new LRUCache<string, string>({ max: MAX_KEYS });
  const exchange = createExchangeBatch(async (keys, reports) => {
    await untilUsable();
    const { isIncomplete, onlyListed, listed } = presence;
    const flags = [isIncomplete ? 1 : 0, now(), onlyListed ? 1 : 0, ...listed];
    const common = [id, MAX_CALLS, replicas, CALL_COUNTS_MS, ...flags].join(' ');
    return run('exchange', [replicasKey, ...keys], [common, ...reports]);
  });
  let sequence = 0;
  let presence: Presence = NOBODY;
  let state: 'ready' | 'left' = 'ready';
  let attempts = 0;
  let usable = pending();
  /** Why Redis cannot be used. */
  let problem: Error | null = null;
  let reportAgain: () => Promise<void> = async () => {};

  client.on('close', () => {
    usable = usable.isDone ? pending() : usable;
  });
  // It says more than a time limit.
  client.on('error', fail);
  client.on('ready', () => void appear().catch(fail));
  subscriber.on('ready', () => void subscriber.subscribe(channel).catch(() => {}));

  function entryOf(credentialHash: string) {
    const found = known.get(credentialHash);
    if (found !== undefined) return found;
    // Not the hash of the logs, and not of the credential itself.
    const key = `${prefix}${hash('sha256', `${prefix}${credentialHash}`, 'base64url')}`;
    const entry = { key, leaseEndsMs: Number.NEGATIVE_INFINITY };
    known.set(credentialHash, entry);
    hashes.set(key, credentialHash);
    return entry;
  }

  function fail(error: Error): void {
    problem = error;
    usable.reject(error);
  }

  /** Until Redis knows this replica. */
  async function untilUsable(): Promise<void> {
    if (problem !== null) throw problem;
    if (!usable.isDone) await usable.promise;
  }

  /** Tells Redis that this replica is there, and for which loss it has just `reported` its calls again. */
  async function appear(reported = 0): Promise<void> {
    const wasKnown = presence === NOBODY ? 0 : 1;
    const expected = presence.known.join(' ');
    attempts += 1;
    const args = [id, state, wasKnown, expected, now(), attempts, reported, prefix];
    presence = presenceOf(await run('presence', [replicasKey, FORMATS_KEY], args), replicas);
    const { dueReport } = presence;
    if (dueReport > 0) {
      void reportAgain()
        .then(() => appear(dueReport))
        .catch(() => {});
    }
    problem = null;
    usable.resolve();
  }

  async function mark(field: string, credentialHash: string, failure: SharedFailure) {
    await untilUsable();
    const { key } = entryOf(credentialHash);
    const { endsInMs, status, codes } = failure;
    const text = [status, ...codes].join(' ');
    await run('mark', [key], [channel, field, Math.ceil(endsInMs), text, now(), id]);
  }

  return {
    async exchange(credentialHash, report) {
      const entry = entryOf(credentialHash);
      sequence += 1;
      const sentMs = monotonicMs();
      const { calls, keeps, wanted, leaseMs } = report;
      const firstEndsInMs = report.firstEndsInMs ?? -1;
      const holdsLease = sentMs < entry.leaseEndsMs ? 1 : 0;
      const text = `${sequence} ${calls} ${firstEndsInMs} ${keeps} ${wanted} ${leaseMs} ${holdsLease}`;
      const grant = grantOf(await exchange(entry.key, text));
      entry.leaseEndsMs = sentMs + leaseMs;
      const isShort = grant.allowance < calls + wanted;
      if (isShort && (grant.otherReserves > 0 || grant.firstEndsInMs === 0)) {
        client.publish(channel, `${id} ${entry.key}`).catch(() => {});
      }
      return grant;
    },
    block: (credentialHash, failure) => mark('block', credentialHash, failure),
    reject: (credentialHash, failure) => mark('rejection', credentialHash, failure),
    name: 'redis',
    async probe() {
      if (client.status !== 'ready') throw problem ?? new Error(NOT_CONNECTED);
      await appear();
    },
    onChange(listener) {
      subscriber.on('message', (_channel: string, message: string) => {
        const [from, key = ''] = message.split(' ');
        const credentialHash = hashes.get(key);
        if (from !== id && credentialHash !== undefined) listener(credentialHash);
      });
    },
    onLoss(listener) {
      reportAgain = listener;
    },
    async close() {
      state = 'left';
      await Promise.race([appear().catch(() => {}), later(GOODBYE_MS)]);
      client.disconnect();
      subscriber.disconnect();
    },
  };
}

function defineScripts(client: Redis): Run {
  const scripts = { exchange: EXCHANGE_SCRIPT, mark: MARK_SCRIPT, presence: PRESENCE_SCRIPT };
  for (const [name, lua] of Object.entries(scripts)) client.defineCommand(name, { lua });
  // The client adds a method for each script.
  const methods = client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  return (script, keys, args) =>
    methods[script]?.(keys.length, ...keys, ...args) ?? Promise.reject(new Error(script));
}

function pending() {
  let settle = { resolve: () => {}, reject: (_error: Error) => {} };
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // There may be nobody who waits.
  promise.catch(() => {});
  const deferred = {
    promise,
    isDone: false,
    resolve() {
      deferred.isDone = true;
      settle.resolve();
    },
    reject: (error: Error) => settle.reject(error),
  };
  return deferred;
}

function later(durationMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, durationMs).unref());
}
