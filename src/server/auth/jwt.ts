import { errors, jwtVerify } from 'jose';

import { Failure } from '../../model/failure.ts';
import type { JwtOptions } from '../../model/jwt-options.ts';
import { createKeyFinder, JwksUnavailable, type KeyFinderPorts } from './jwks.ts';

/** Public-key signatures only: a shared secret that verifies a JWT could also create one. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const CLOCK_SKEW_SECONDS = 30;

/** Verifies a JWT and returns its subject; throws UNAUTHENTICATED or AUTHENTICATION_UNAVAILABLE. */
export function createJwtVerifier(
  { issuer, audience, jwksUrl }: JwtOptions,
  ports: KeyFinderPorts,
) {
  const { clock } = ports;
  const findKey = createKeyFinder(jwksUrl, ports);
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
      return requireSubject(payload.sub);
    } catch (error) {
      throw toFailure(error);
    }
  };
}

/** jose checks only that the claim is there. */
function requireSubject(subject: unknown): string {
  if (typeof subject === 'string' && subject.trim() !== '') return subject;
  throw notAccepted('sub is not a text, or is empty');
}

/** The log has the reason; the caller, who may be an attacker, has not. */
function toFailure(error: unknown): unknown {
  if (error instanceof Failure) return error;
  // An error that is not about the JWT is about the keys: one of them cannot be used.
  if (error instanceof JwksUnavailable || !(error instanceof errors.JOSEError)) {
    const message = "The issuer's keys cannot be read at present, so no JWT can be checked.";
    return new Failure('AUTHENTICATION_UNAVAILABLE', message, { cause: error });
  }
  if (error instanceof errors.JWTExpired) {
    const message = 'This JWT has expired.';
    return new Failure('UNAUTHENTICATED', message, { logDetail: 'JWT: expired' });
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    return notAccepted(`${error.claim}: ${error.reason}`);
  }
  // Its message may quote the JWT; its code does not.
  return notAccepted(error.code);
}

function notAccepted(reason: string): Failure {
  const message = 'This gateway does not accept this JWT.';
  return new Failure('UNAUTHENTICATED', message, { logDetail: `JWT: ${reason}` });
}
