/**
 * Cloudflare's JSON, written from its OpenAPI document and the samples alone.
 * These types share nothing with the gateway's decoder, so that a mistake in
 * the decoder cannot hide here.
 */
export interface WireToken {
  readonly id: string;
  readonly name?: string | null;
  readonly status?: string | null;
  readonly issued_on?: string | null;
  readonly modified_on?: string | null;
  readonly last_used_on?: string | null;
  readonly not_before?: string | null;
  readonly expires_on?: string | null;
  readonly policies?: readonly WirePolicy[] | null;
  readonly condition?: WireCondition | null;
  /** Only on tokens of accounts, where Cloudflare knew an address. */
  readonly creator_email_at_creation?: string;
  /** Only on tokens of accounts that a service provisioned. */
  readonly provisioner_type?: string;
  /** Beside `provisioner_type`; null where Cloudflare does not know it. */
  readonly provisioner_id?: string | null;
}

export interface WireCondition {
  readonly request_ip?: WireRequestIp;
  /** The key of 2024; it worked with the live API until early 2025 (observed). */
  readonly 'request.ip'?: WireRequestIp;
}

export interface WireRequestIp {
  readonly in?: readonly string[];
  readonly not_in?: readonly string[];
}

export interface WirePolicy {
  readonly id: string;
  readonly effect: string;
  readonly resources: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly permission_groups: readonly WirePermissionGroup[];
}

export interface WirePermissionGroup {
  readonly id: string;
  readonly name?: string;
  readonly meta?: Readonly<Record<string, string>>;
}

export interface WireError {
  readonly code: number;
  readonly message: string;
  readonly documentation_url?: string;
  readonly source?: { readonly pointer: string };
  readonly error_chain?: readonly WireError[];
}
