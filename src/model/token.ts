/**
 * A Cloudflare API token. Dates are RFC 3339 text exactly as Cloudflare sent it. `null` stands for
 * both "absent" and "null" upstream, which mean the same in this API.
 */
export interface Token {
  readonly id: string;
  readonly name: string | null;
  readonly status: TokenStatus | null;
  /** Whether Cloudflare revoked it because its secret was found in public. */
  readonly isExposed: boolean;
  readonly issuedOn: string | null;
  readonly modifiedOn: string | null;
  readonly lastUsedOn: string | null;
  readonly expiresOn: string | null;
  readonly notBefore: string | null;
  readonly condition: TokenCondition | null;
  readonly policies: readonly TokenPolicy[];
}

/** A token that belongs to an account instead of a user. `id` is the token's own, as in `Token`. */
export interface AccountToken extends Token {
  readonly account: string;
  readonly creatorEmailAtCreation: string | null;
  readonly provisionerType: string | null;
  readonly provisionerId: string | null;
}

export function isAccountToken(token: Token): token is AccountToken {
  return 'account' in token;
}

/** A credential, as Cloudflare's verify describes it. */
export interface CredentialDetails {
  readonly tokenId: string;
  readonly status: TokenStatus;
  readonly expiresOn: string | null;
  readonly notBefore: string | null;
}

export type TokenStatus = 'ACTIVE' | 'DISABLED' | 'EXPIRED' | 'REVOKED' | 'UNKNOWN';

export interface TokenCondition {
  readonly requestIp: RequestIpCondition | null;
}

/** An empty list is not the same as null: an empty `in` allows no address. */
export interface RequestIpCondition {
  readonly in: readonly string[] | null;
  readonly notIn: readonly string[] | null;
}

export interface TokenPolicy {
  readonly id: string;
  readonly effect: TokenPolicyEffect;
  readonly permissionGroups: readonly PermissionGroup[];
  readonly resources: readonly PolicyResource[];
}

export type TokenPolicyEffect = 'ALLOW' | 'DENY' | 'UNKNOWN';

export interface PermissionGroup {
  readonly id: string;
  readonly name: string | null;
  readonly meta: PermissionGroupMeta | null;
}

/** The attributes that Cloudflare has documented so far, null if it did not send one; and all attributes as entries. */
export interface PermissionGroupMeta {
  readonly key: string | null;
  readonly value: string | null;
  readonly category: string | null;
  readonly deprecated: string | null;
  readonly description: string | null;
  readonly editable: string | null;
  readonly eolAt: string | null;
  readonly label: string | null;
  readonly scopes: string | null;
  readonly visibility: string | null;
  /** All attributes that Cloudflare sent, in its order, as far as `JSON.parse` keeps it. */
  readonly entries: readonly PermissionGroupAttribute[];
}

export interface PermissionGroupAttribute {
  readonly key: string;
  /** Null only if Cloudflare sent null. */
  readonly value: string | null;
}

/** Cloudflare has two forms of a policy's resources. */
export type PolicyResource = ResourceGrant | ResourceScope;

/** The plain form: `"name": "permission"`. */
export interface ResourceGrant {
  readonly form: 'grant';
  readonly name: string;
  readonly permission: string;
}

/** The nested form: `"name": {"inner name": "permission"}`. */
export interface ResourceScope {
  readonly form: 'scope';
  readonly name: string;
  readonly grants: readonly ResourceGrant[];
}
