import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

import { readWithin } from '../../lib/byte-collector.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../model/log.ts';

const FRESH_MS = 600_000;
/** While the key server fails, known keys are used for this long. */
const USABLE_MS = 3_600_000;
/** Between two requests while there are usable keys: no unknown key, forged or not, causes more. */
const COOLDOWN_MS = 30_000;
/** The same while there are none, so that no JWT can be checked. */
const PAUSE_MS = 5_000;
/** From the start of a request to the last byte of its body. */
const TIMEOUT_MS = 5_000;
/** A key takes about a kilobyte. */
const MAX_KEY_SET_BYTES = 1_000_000;

/** The keys of the issuer cannot be read. */
export class JwksUnavailable extends Error {
  override readonly name = 'JwksUnavailable';
}

export interface KeyFinderPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a request may not wait for keys that another request is loading. */
  readonly isolatesRequests: boolean;
}

/**
 * The issuer's keys. A key that is known is returned at once: keys that are not fresh are loaded
 * again behind. Only an unknown key, and a start without keys, wait for the key server.
 */
export function createKeyFinder(
  url: string,
  { clock, log, isolatesRequests }: KeyFinderPorts,
): JWTVerifyGetKey {
  let findLoaded: JWTVerifyGetKey | null = null;
  let loadedMs = Number.NEGATIVE_INFINITY;
  let lastRequestMs = Number.NEGATIVE_INFINITY;
  /** Why the last request failed; null after a success. */
  let lastFailure: JwksUnavailable | null = null;
  let loading: Promise<void> | null = null;

  async function load(): Promise<void> {
    try {
      findLoaded = createLocalJWKSet(await fetchKeys(url, clock));
      loadedMs = clock.monotonicMs();
      lastFailure = null;
    } catch (error) {
      lastFailure = new JwksUnavailable("the issuer's keys cannot be read", { cause: error });
      log.warn('the JWT issuer’s keys cannot be read', { reason: outageReason(error) });
    } finally {
      loading = null;
      if (isolatesRequests) lastRequestMs = clock.monotonicMs();
    }
  }

  /**
   * Joins the request in flight, or starts one if the last one is long enough ago. Isolated requests
   * join nothing; for them, only a request that has ended counts as the last one.
   */
  function reload(pauseMs: number): Promise<void> | null {
    const nowMs = clock.monotonicMs();
    if (loading !== null || nowMs - lastRequestMs < pauseMs) return loading;
    if (isolatesRequests) return load();
    lastRequestMs = nowMs;
    loading = load();
    return loading;
  }

  return async (header, token) => {
    const ageMs = () => clock.monotonicMs() - loadedMs;
    if (ageMs() >= USABLE_MS) await reload(PAUSE_MS);
    else if (ageMs() >= FRESH_MS) {
      const reloading = reload(COOLDOWN_MS);
      // What an isolated request leaves behind is ended with it.
      if (isolatesRequests) await reloading;
    }
    if (findLoaded === null || ageMs() >= USABLE_MS) throw lastFailure;
    try {
      return await findLoaded(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await reload(COOLDOWN_MS);
      // The key may be a new one that the issuer's server would have named.
      if (lastFailure !== null) throw lastFailure;
      return findLoaded(header, token);
    }
  };
}

async function fetchKeys(url: string, clock: Clock): Promise<JSONWebKeySet> {
  const controller = new AbortController();
  const expire = () => controller.abort(new Error(`no answer within ${TIMEOUT_MS} ms`));
  const cancelTimer = clock.schedule(TIMEOUT_MS, expire);
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json, application/jwk-set+json' },
      redirect: 'manual',
      signal: controller.signal,
    });
    if (response.status === 200) {
      return JSON.parse(String(await readWithin(response, MAX_KEY_SET_BYTES)));
    }
    controller.abort();
    throw new Error(`HTTP ${response.status}`);
  } finally {
    cancelTimer();
  }
}

/** Quotes nothing that the server has sent. */
function outageReason(error: unknown): string {
  if (error instanceof SyntaxError) return 'not JSON';
  if (error instanceof errors.JOSEError) return 'not a key set';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code ?? (error instanceof Error ? error.message : 'unknown');
}
