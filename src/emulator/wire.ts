/**
 * Cloudflare's JSON as its OpenAPI document describes it. Written from that
 * document and the samples alone: what reads these shapes must not have
 * helped to write them.
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
}

export interface WireCondition {
  readonly request_ip?: WireRequestIp;
  /** The spelling of 2024: observed to work against the live API until early 2025. */
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
