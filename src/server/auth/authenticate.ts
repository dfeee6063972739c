import { createHash, timingSafeEqual } from 'node:crypto';

import { Credential } from '../../model/credential.ts';
import { Failure } from '../../model/failure.ts';
import type { JwtOptions } from '../../model/jwt-options.ts';
import type { HeaderReader } from '../http.ts';
import type { KeyFinderPorts } from './jwks.ts';

/** Which credential goes to Cloudflare, and how a caller authenticates. */
export interface CallerPolicy {
  /** The gateway token. Without one, each caller's own credential goes to Cloudflare. */
  readonly gatewayToken: Credential | null;
  /** For callers without a credential: the demo credential. */
  readonly fallback: Credential | null;
  /** SHA-256 of each key that may use the gateway token, in hexadecimal. Without keys and JWTs, callers need none. */
  readonly apiKeyHashes: readonly string[];
  readonly jwt: JwtOptions | null;
}

/** An authenticated caller. */
export interface Identity {
  /** The credential that goes to Cloudflare. */
  readonly credential: Credential;
  /** For the log: the key's hash prefix or the JWT's subject; null in passthrough mode. */
  readonly caller: string | null;
}

/** Identifies the caller by the request headers; throws UNAUTHENTICATED. */
export type Authenticate = (headers: HeaderReader) => Identity | Promise<Identity>;

/** Whether a caller without a credential gets an answer. */
export function isOpen({ gatewayToken, fallback, apiKeyHashes, jwt }: CallerPolicy): boolean {
  if (gatewayToken === null) return fallback !== null;
  return apiKeyHashes.length === 0 && jwt === null;
}

export function createAuthenticate(policy: CallerPolicy, ports: KeyFinderPorts): Authenticate {
  const { gatewayToken, fallback, apiKeyHashes } = policy;
  if (gatewayToken !== null && isOpen(policy))
    return () => ({ credential: gatewayToken, caller: null });
  if (gatewayToken === null) {
    return (headers) => ({ credential: passThrough(headers, fallback), caller: null });
  }
  const hashes = apiKeyHashes.map((hash) => Buffer.from(hash, 'hex'));
  const verifyJwt = policy.jwt && jwtVerifier(policy.jwt, ports);
  return async (headers) => {
    const secret = bearer(headers, HOW_TO_OPEN);
    const key = keyNamed(secret, hashes);
    if (key !== null) return { credential: gatewayToken, caller: `key ${key}` };
    if (verifyJwt !== null && JWT.test(secret)) {
      return { credential: gatewayToken, caller: `jwt ${await verifyJwt(secret)}` };
    }
    throw new Failure('UNAUTHENTICATED', `This gateway does not know this key. ${HOW_TO_OPEN}`);
  };
}

/** The library is loaded only if JWTs are accepted. */
function jwtVerifier(options: JwtOptions, ports: KeyFinderPorts): (jwt: string) => Promise<string> {
  const loaded = import('./jwt.ts').then((jwt) => jwt.createJwtVerifier(options, ports));
  return async (jwt) => (await loaded)(jwt);
}

function passThrough(headers: HeaderReader, fallback: Credential | null): Credential {
  if (fallback !== null && !headers.has('authorization')) return fallback;
  return new Credential(bearer(headers, HOW_TO_PASS));
}

function bearer(headers: HeaderReader, howTo: string): string {
  const authorization = headers.get('authorization');
  if (authorization === null) throw new Failure('UNAUTHENTICATED', `No credential. ${howTo}`);
  const [, secret] = BEARER.exec(authorization) ?? [];
  if (secret !== undefined) return secret;
  const problem = PLACEHOLDER.test(authorization)
    ? 'The Authorization header contains a placeholder: replace the angle brackets and the words in them.'
    : 'The Authorization header is malformed.';
  throw new Failure('UNAUTHENTICATED', `${problem} ${howTo}`);
}

/**
 * The first characters of a key's hash; null for an unknown key. All hashes are
 * compared, each in constant time, so that the duration reveals nothing.
 */
function keyNamed(secret: string, hashes: readonly Buffer[]): string | null {
  const hash = createHash('sha256').update(secret).digest();
  const isKnown = hashes.map((known) => timingSafeEqual(known, hash)).includes(true);
  return isKnown ? hash.toString('hex').slice(0, 8) : null;
}

const HOW_TO_PASS =
  'Send the header "Authorization: Bearer <Cloudflare API token>"; the token needs the ' +
  'permission "API Tokens Read".';
const HOW_TO_OPEN = 'Send the header "Authorization: Bearer <key or JWT for this gateway>".';

/** RFC 6750, 2.1: the scheme in any case, one or more spaces, and a b64token. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

/** The examples of credentials in messages and documents; GraphiQL's page encodes the bracket. */
const PLACEHOLDER = /<|%3C/i;

/** RFC 7519, 3: three parts. The last may be empty; such a JWT is refused as unsigned. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
