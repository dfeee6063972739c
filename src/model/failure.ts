/**
 * Everything that can go wrong in a way a client should understand. What is
 * not one of these is a bug, and is shown to nobody but the log.
 */
export type FailureCode =
  /** Arguments or cursors that make no sense. */
  | 'BAD_USER_INPUT'
  /** Every token that a cursor remembers is gone. */
  | 'CURSOR_EXPIRED'
  /** No credential, or Cloudflare says that it is malformed, unknown, expired or disabled. */
  | 'UNAUTHENTICATED'
  /** The issuer's keys cannot be read, so no JWT can be checked. */
  | 'AUTHENTICATION_UNAVAILABLE'
  /** The credential is fine but may not do this. */
  | 'FORBIDDEN'
  /** Cloudflare's limit is spent for this credential. */
  | 'RATE_LIMITED'
  /** The operation as a whole took too long. */
  | 'OPERATION_TIMEOUT'
  /** No answer in time. */
  | 'UPSTREAM_TIMEOUT'
  /** Refused, reset, or 5xx. */
  | 'UPSTREAM_UNAVAILABLE'
  /** Not JSON, not the envelope, or a row that cannot be read. */
  | 'UPSTREAM_INVALID_RESPONSE'
  /** Any other failure that Cloudflare names in its envelope. */
  | 'UPSTREAM_ERROR';

/** What Cloudflare said, whole. `status` is the HTTP status, `rayId` its `cf-ray` header. */
export interface CloudflareAnswer {
  readonly status: number;
  readonly rayId: string | null;
  readonly errors: readonly CloudflareNotice[];
  readonly messages: readonly CloudflareNotice[];
}

/** One entry of the envelope's `errors` or `messages`. */
export interface CloudflareNotice {
  readonly code: number;
  readonly message: string;
  readonly documentationUrl?: string;
  readonly source?: { readonly pointer?: string };
  /** Undocumented; seen with code 6003, where it says which header is wrong. */
  readonly errorChain?: readonly CloudflareNotice[];
}

export interface FailureDetails {
  readonly cloudflare?: CloudflareAnswer;
  /** Whole seconds until it is worth asking again. */
  readonly retryAfter?: number;
  /** Whether the same call may well succeed a moment later. Default: false. */
  readonly isTransient?: boolean;
  readonly cause?: unknown;
}

/** An expected failure: its message is written for the client and safe to show. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly cloudflare: CloudflareAnswer | undefined;
  readonly retryAfter: number | undefined;
  readonly isTransient: boolean;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.cloudflare = details.cloudflare;
    this.retryAfter = details.retryAfter;
    this.isTransient = details.isTransient ?? false;
  }
}
