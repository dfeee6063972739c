/**
 * Decodes Cloudflare's tokens. A property that Cloudflare documents as optional may be absent or
 * null; a required one must be there. A row is never repaired: a policy decoded in part would show
 * a token as weaker than it is.
 */
import type {
  AccountToken,
  RequestIpCondition,
  Token,
  TokenCondition,
  TokenStatus,
} from '../../model/token.ts';
import type { TokenRow } from '../../model/token-source.ts';
import {
  arrayOf,
  type Decoder,
  field,
  map,
  nonEmptyString,
  object,
  optional,
  string,
} from './json.ts';
import { decodePolicy } from './policy.ts';
import { decodePart, decodeRows } from './result.ts';

/** Decodes a list's `result`. `account`: the owner of the tokens; null: a user. */
export function decodeTokenRows(
  result: unknown,
  account: string | null,
  maxRows: number,
): readonly TokenRow[] {
  return decodeRows(decoderFor(account), result, maxRows);
}

/** Decodes the `result` of one token's details. */
export function decodeTokenDetails(result: unknown, account: string | null): Token {
  return decodePart('result', decoderFor(account), result);
}

function decoderFor(account: string | null): Decoder<Token> {
  return account === null ? decodeToken : (value) => decodeAccountToken(value, account);
}

function decodeAccountToken(value: unknown, account: string): AccountToken {
  const row = object(value);
  const token = decodeToken(row);
  return {
    account,
    creatorEmailAtCreation: field(row, 'creator_email_at_creation', optionalString),
    provisionerType: field(row, 'provisioner_type', optionalString),
    provisionerId: field(row, 'provisioner_id', optionalString),
    ...token,
  };
}

const optionalString = optional(string);

function decodeToken(value: unknown): Token {
  const row = object(value);
  return {
    id: field(row, 'id', nonEmptyString),
    name: field(row, 'name', optionalString),
    status: field(row, 'status', decodeStatus),
    isExposed: field(row, 'status', isExposed),
    issuedOn: field(row, 'issued_on', optionalString),
    modifiedOn: field(row, 'modified_on', optionalString),
    lastUsedOn: field(row, 'last_used_on', optionalString),
    expiresOn: field(row, 'expires_on', optionalString),
    notBefore: field(row, 'not_before', optionalString),
    condition: field(row, 'condition', decodeCondition),
    policies: field(row, 'policies', decodePolicies) ?? [],
  };
}

const TOKEN_STATUSES: ReadonlyMap<string, TokenStatus> = new Map([
  ['active', 'ACTIVE'],
  ['disabled', 'DISABLED'],
  ['expired', 'EXPIRED'],
]);

/** Cloudflare reports a token that was found in public as `revoked (exposed)`: the brackets hold the reason. */
export function decodeTokenStatus(value: unknown): TokenStatus {
  const name = string(value);
  return TOKEN_STATUSES.get(name) ?? (name.startsWith('revoked') ? 'REVOKED' : 'UNKNOWN');
}

const decodeStatus = optional(decodeTokenStatus);

/** The status is a string or null: `decodeStatus` has checked it. */
function isExposed(status: unknown): boolean {
  return typeof status === 'string' && /^revoked\b.*\bexposed\b/.test(status);
}

/** The key is `request_ip` today. Until 2025 Cloudflare's documents and clients said `request.ip`. */
const decodeCondition = optional((value): TokenCondition => {
  const from = map(value);
  const requestIp = field(from, 'request_ip', decodeRequestIp);
  return { requestIp: requestIp ?? field(from, 'request.ip', decodeRequestIp) };
});

const decodeAddresses = optional(arrayOf(string));

const decodeRequestIp = optional((value): RequestIpCondition => {
  const from = map(value);
  return {
    in: field(from, 'in', decodeAddresses),
    notIn: field(from, 'not_in', decodeAddresses),
  };
});

const decodePolicies = optional(arrayOf(decodePolicy));
