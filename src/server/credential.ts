import { Credential } from '../model/credential.ts';
import { Failure } from '../model/failure.ts';

/** Whose credential goes to Cloudflare. */
export interface CredentialPolicy {
  /** The gateway's own token, used for every caller. */
  readonly own: Credential | null;
  /** Used where the caller shows none: the demonstration's. */
  readonly fallback: Credential | null;
}

/** True where somebody without a credential gets an answer. */
export function isOpen({ own, fallback }: CredentialPolicy): boolean {
  return own !== null || fallback !== null;
}

/** Reads who asks from the `Authorization` header; throws UNAUTHENTICATED where nobody does. */
export function readCredential(headers: Headers, { own, fallback }: CredentialPolicy): Credential {
  if (own !== null) return own;
  const authorization = headers.get('authorization');
  if (authorization === null) {
    if (fallback !== null) return fallback;
    throw new Failure('UNAUTHENTICATED', `No credential. ${HOW_TO_SEND}`);
  }
  const [, secret] = BEARER.exec(authorization) ?? [];
  if (secret === undefined) {
    throw new Failure('UNAUTHENTICATED', `The Authorization header is malformed. ${HOW_TO_SEND}`);
  }
  return new Credential(secret);
}

const HOW_TO_SEND =
  'Send the header "Authorization: Bearer <Cloudflare API token>"; the token needs the ' +
  'permission "API Tokens Read".';

/** RFC 6750, 2.1: the scheme in any case, one or more spaces, and a b64token. */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i;
