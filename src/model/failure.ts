/**
 * Every failure that clients can expect. Any other error is a bug, and its details go only to the
 * log.
 */
export type FailureCode =
  /** An invalid argument or cursor. */
  | 'BAD_USER_INPUT'
  /** All tokens that a cursor refers to are deleted. */
  | 'CURSOR_EXPIRED'
  /** There is no credential, or Cloudflare says that it is malformed, unknown, expired or disabled. */
  | 'UNAUTHENTICATED'
  /** The issuer's keys cannot be read, so no JWT can be verified. */
  | 'AUTHENTICATION_UNAVAILABLE'
  /** The credential is valid, but it lacks a permission. */
  | 'FORBIDDEN'
  /** The list is too long to be read as a whole. */
  | 'LIST_TOO_LONG'
  /** The credential has reached Cloudflare's rate limit. */
  | 'RATE_LIMITED'
  /** The whole operation took too long. */
  | 'OPERATION_TIMEOUT'
  /** Cloudflare did not answer in time. */
  | 'UPSTREAM_TIMEOUT'
  /** The connection failed, or the status is 5xx. */
  | 'UPSTREAM_UNAVAILABLE'
  /** The response is not JSON or not Cloudflare's envelope, or a row cannot be decoded. */
  | 'UPSTREAM_INVALID_RESPONSE'
  /** Any other error in Cloudflare's envelope. */
  | 'UPSTREAM_ERROR';

/** A response that is not a success. `status` is the HTTP status, `rayId` the `cf-ray` header. */
export interface CloudflareErrorResponse {
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
  /** Undocumented. Seen with code 6003, where it says which header is wrong. */
  readonly errorChain?: readonly CloudflareNotice[];
}

export interface FailureDetails {
  readonly cloudflare?: CloudflareErrorResponse;
  /** Seconds until a retry makes sense. */
  readonly retryAfter?: number;
  /** Whether the same call may succeed a moment later. Default: false. */
  readonly isTransient?: boolean;
  /** More for the log's reasons: short, clean text that no caller chooses. */
  readonly logDetail?: string;
  readonly cause?: unknown;
}

/** An expected failure. Its message is written for clients and safe to show. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: FailureCode;
  readonly cloudflare: CloudflareErrorResponse | undefined;
  readonly retryAfter: number | undefined;
  readonly isTransient: boolean;
  readonly logDetail: string | undefined;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    // A stack says nothing of an expected failure, and takes longer to make than the rest of its answer.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(message, { cause: details.cause });
    Error.stackTraceLimit = stackTraceLimit;
    // graphql-js reads the stack of every error. As a property of its own it need not be made first.
    this.stack = `Failure: ${message}`;
    this.code = code;
    this.cloudflare = details.cloudflare;
    this.retryAfter = details.retryAfter;
    this.isTransient = details.isTransient ?? false;
    this.logDetail = details.logDetail;
  }
}
