import { hash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

import { CALL_COUNTS_MS } from '../cloudflare/call-window.ts';
import { MAX_CALLS } from '../cloudflare/max-calls.ts';
import type { CallGrant, RateLimitStore, SharedFailure } from '../model/rate-limit-store.ts';
import { EXCHANGE_SCRIPT, MARK_SCRIPT, PRESENCE_SCRIPT } from './exchange-script.ts';
import { NOBODY, type Presence, presenceOf } from './presence.ts';
import { connectRedis } from './redis-client.ts';

export interface RedisStoreOptions {
  readonly url: string;
  /** How many replicas there are at most. */
  readonly replicas: number;
  /** Default: the time of Redis. */
  readonly now?: () => number;
}

/** Keys of credentials that others may ask for. */
const MAX_KEYS = 50_000;

/** A goodbye that takes longer is not waited for. */
const GOODBYE_MS = 100;

const PREFIX = 'cloudflare-tokens-gateway:';
const REPLICAS_KEY = `${PREFIX}replicas`;
const CHANNEL = `${PREFIX}changes`;

/** One script for each kind of step; the first argument of each is the number of keys. */
type Run = (
  script: 'exchange' | 'mark' | 'presence',
  key: string,
  ...args: (string | number)[]
) => Promise<unknown>;

/** What replicas share, in Redis or Valkey. */
export function createRedisStore(options: RedisStoreOptions): RateLimitStore {
  const { url, replicas, now = () => -1 } = options;
  const client = connectRedis(url);
  const subscriber = connectRedis(url);
  const run = defineScripts(client);
  const id = randomUUID();
  /** By credential: the key, and until when this replica holds something there. */
  const known = new LRUCache<string, { readonly key: string; leaseEndsMs: number }>({
    max: MAX_KEYS,
  });
  const hashes = new LRUCache<string, string>({ max: MAX_KEYS });
  let sequence = 0;
  let presence: Presence = NOBODY;
  let state: 'ready' | 'reporting' | 'left' = 'ready';
  let usable = pending();
  let reportAgain: () => Promise<void> = async () => {};

  client.on('close', () => {
    usable = usable.isDone ? pending() : usable;
  });
  client.on('ready', () => void appear().catch(() => {}));
  subscriber.on('ready', () => void subscriber.subscribe(CHANNEL).catch(() => {}));

  function entryOf(credentialHash: string) {
    const found = known.get(credentialHash);
    if (found !== undefined) return found;
    // Not the hash of the logs, and not of the credential itself.
    const key = `${PREFIX}${hash('sha256', `${PREFIX}${credentialHash}`, 'base64url')}`;
    const entry = { key, leaseEndsMs: Number.NEGATIVE_INFINITY };
    known.set(credentialHash, entry);
    hashes.set(key, credentialHash);
    return entry;
  }

  /** Tells Redis that this replica is there. */
  async function appear(): Promise<void> {
    const wasKnown = presence === NOBODY ? 0 : 1;
    const expected = presence.known.join(' ');
    const reply = await run('presence', REPLICAS_KEY, id, state, wasKnown, expected, now());
    const [lost, waitFor, seen] = reply as [number, string, unknown[]];
    presence = presenceOf(waitFor, seen, replicas);
    if (lost === 1) {
      state = 'reporting';
      void reportAgain().then(reported, () => {});
    } else if (state === 'reporting') void reportAgain().then(reported, () => {});
    usable.resolve();
  }

  async function reported(): Promise<void> {
    if (state === 'reporting') state = 'ready';
    await appear();
  }

  async function mark(field: string, credentialHash: string, failure: SharedFailure) {
    await usable.promise;
    const { key } = entryOf(credentialHash);
    const { endsInMs, status, codes } = failure;
    const text = [status, ...codes].join(' ');
    await run('mark', key, CHANNEL, field, Math.ceil(endsInMs), text, now(), id);
  }

  return {
    async exchange(credentialHash, report) {
      await usable.promise;
      const entry = entryOf(credentialHash);
      sequence += 1;
      const sentMs = performance.now();
      const reply = await run(
        ...(['exchange', entry.key, id, sequence, report.calls] as const),
        ...[Math.ceil(report.firstEndsInMs ?? -1), report.keeps, report.wanted, report.leaseMs],
        ...[MAX_CALLS, replicas, CALL_COUNTS_MS, presence.isIncomplete ? 1 : 0, now()],
        ...[sentMs < entry.leaseEndsMs ? 1 : 0, presence.onlyListed ? 1 : 0, ...presence.listed],
      );
      const grant = grantOf(reply as ExchangeReply);
      entry.leaseEndsMs = sentMs + report.leaseMs;
      const isShort = grant.allowance < report.calls + report.wanted;
      if (isShort && (grant.otherReserves > 0 || grant.firstEndsInMs === 0)) {
        client.publish(CHANNEL, `${id} ${entry.key}`).catch(() => {});
      }
      return grant;
    },
    block: (credentialHash, failure) => mark('block', credentialHash, failure),
    reject: (credentialHash, failure) => mark('rejection', credentialHash, failure),
    async probe() {
      if (client.status !== 'ready') throw new Error('not connected');
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
      const goodbye = client.status === 'ready' ? appear().catch(() => {}) : Promise.resolve();
      await Promise.race([goodbye, later(GOODBYE_MS)]);
      client.disconnect();
      subscriber.disconnect();
    },
  };
}

function defineScripts(client: Redis): Run {
  const scripts = { exchange: EXCHANGE_SCRIPT, mark: MARK_SCRIPT, presence: PRESENCE_SCRIPT };
  for (const [name, lua] of Object.entries(scripts)) {
    client.defineCommand(name, { numberOfKeys: 1, lua });
  }
  // The client adds a method for each script.
  const methods = client as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  return (script, key, ...args) =>
    methods[script]?.(key, ...args) ?? Promise.reject(new Error(script));
}

type ExchangeReply = readonly [number, number, number, number, number, string, string];

function grantOf(reply: ExchangeReply): CallGrant {
  const [allowance, otherCalls, otherReserves, firstEndsInMs, , block, rejection] = reply;
  return {
    allowance,
    otherCalls,
    otherReserves,
    firstEndsInMs: firstEndsInMs < 0 ? null : firstEndsInMs,
    block: failureOf(block),
    rejection: failureOf(rejection),
  };
}

function failureOf(text: string): SharedFailure | null {
  if (text === '') return null;
  const [endsInMs = 0, status = 0, ...codes] = text.split(' ').map(Number);
  return { endsInMs, status, codes };
}

function pending() {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const deferred = {
    promise,
    isDone: false,
    resolve() {
      deferred.isDone = true;
      settle();
    },
  };
  return deferred;
}

function later(durationMs: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, durationMs).unref());
}
