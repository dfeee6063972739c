import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose';

import type { Clock } from '../../lib/clock.ts';
import { Failure } from '../../model/failure.ts';
import type { JwtOptions } from '../../model/jwt-options.ts';

/** Public-key signatures only: a shared secret that verifies a JWT could also create one. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const CLOCK_SKEW_SECONDS = 30;
const KEYS_FRESH_MS = 600_000;
/** While the key server fails, cached keys are used for this long. */
const KEYS_STALE_MS = 3_600_000;
/** Between two requests that look for an unknown key. */
const KEYS_COOLDOWN_MS = 30_000;
const KEYS_TIMEOUT_MS = 5_000;
/** Between any two requests. Without it every JWT, forged ones too, would cause one while the key server fails. */
const KEYS_PAUSE_MS = 5_000;

/** Verifies a JWT and returns its subject; throws UNAUTHENTICATED or AUTHENTICATION_UNAVAILABLE. */
export function createJwtVerifier({ issuer, audience, jwksUrl }: JwtOptions, clock: Clock) {
  const findKey = keysOf(jwksUrl, clock);
  return async (jwt: string): Promise<string> => {
    try {
      const { payload } = await jwtVerify(jwt, findKey, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'sub'],
      });
      return payload.sub ?? '';
    } catch (error) {
      throw toFailure(error);
    }
  };
}

/**
 * The issuer's keys; while the key server fails, the cached ones. jose would measure their age by
 * the wall clock, which jumps, so it never loads keys again by itself.
 */
function keysOf(jwksUrl: string, clock: Clock): JWTVerifyGetKey {
  let loadedMs = Number.NEGATIVE_INFINITY;
  let lastRequestMs = Number.NEGATIVE_INFINITY;
  let lastError: unknown = new Error('the keys were asked for a moment ago');
  const remote = createRemoteJWKSet(new URL(jwksUrl), {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
    timeoutDuration: KEYS_TIMEOUT_MS,
    async [customFetch](url, options) {
      if (clock.monotonicMs() - lastRequestMs < KEYS_PAUSE_MS) throw lastError;
      lastRequestMs = clock.monotonicMs();
      return fetch(url, options).catch((error) => {
        lastError = error;
        throw error;
      });
    },
  });
  const ageMs = () => clock.monotonicMs() - loadedMs;
  async function load(): Promise<void> {
    await remote.reload();
    loadedMs = clock.monotonicMs();
  }
  const findKey: JWTVerifyGetKey = async (header, token) => {
    if (ageMs() >= KEYS_FRESH_MS) await load();
    try {
      return await remote(header, token);
    } catch (error) {
      const isUnknown = error instanceof errors.JWKSNoMatchingKey;
      if (!isUnknown || ageMs() < KEYS_COOLDOWN_MS) throw error;
      await load();
      return remote(header, token);
    }
  };
  return async (header, token) => {
    try {
      return await findKey(header, token);
    } catch (error) {
      const known = remote.jwks();
      const isUsable = ageMs() < KEYS_STALE_MS;
      if (known === undefined || !isUsable || !isOutage(error)) throw error;
      return createLocalJWKSet(known)(header, token);
    }
  };
}

function toFailure(error: unknown): Failure {
  if (error instanceof errors.JWTExpired) {
    return new Failure('UNAUTHENTICATED', 'This JWT has expired.');
  }
  if (!isOutage(error)) {
    return new Failure('UNAUTHENTICATED', 'This gateway does not accept this JWT.');
  }
  const message = "The issuer's keys cannot be read at present, so no JWT can be checked.";
  return new Failure('AUTHENTICATION_UNAVAILABLE', message, { cause: error });
}

/** An error that is not about the JWT is about the key server: no response, or not a key set. */
function isOutage(error: unknown): boolean {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return true;
  return !(error instanceof errors.JOSEError) || error.code === 'ERR_JOSE_GENERIC';
}
