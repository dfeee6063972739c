import type { Cancellation } from '../lib/cancellation.ts';
import type { Credential } from '../model/credential.ts';
import type { CloudflareNotice } from '../model/failure.ts';
import type { Caller } from '../model/token-source.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';

/** What a success carries, still undecoded. */
export interface Envelope {
  readonly result: unknown;
  readonly resultInfo: unknown;
}

/** Something to read, and how. One path always has one way to be decoded. */
export interface Target<T> {
  /** Below the base URL, encoded: `/user/tokens?page=1&per_page=20`. */
  readonly path: string;
  /** The path without what differs from read to read: for traces. */
  readonly endpoint: string;
  /** For how long it may be served again, where that is longer than for other things. */
  readonly ttlMs?: number;
  /** Throws a `Failure` where the envelope does not hold what was asked for. */
  readonly decode: (envelope: Envelope) => T;
}

/** One success of Cloudflare's, judged and decoded. */
export interface Decoded<T> {
  readonly value: T;
  /** What Cloudflare said beside it. */
  readonly messages: readonly CloudflareNotice[];
  /** The length of the body that it came in. */
  readonly bytes: number;
}

/** One call to Cloudflare: what the inner stages pass on. */
export interface UpstreamCall<T> extends Omit<Target<T>, 'ttlMs'> {
  readonly credential: Credential;
  readonly cancellation: Cancellation;
  readonly stats: UpstreamStats;
  /** Sent beside those that every call has. */
  readonly headers: Readonly<Record<string, string>>;
}

export type Exchange = <T>(call: UpstreamCall<T>) => Promise<Decoded<T>>;

/** Pages that are read together, to be one snapshot of a list; or one read of something else. */
export interface ReadRequest<T> {
  readonly caller: Caller;
  readonly targets: readonly Target<T>[];
}

/** What was read together, in the order of the targets. */
export interface Snapshot<T> {
  readonly answers: readonly Decoded<T>[];
  /** Whether it was read before, for an earlier request. */
  readonly fromCache: boolean;
}

export type Reader = <T>(reading: ReadRequest<T>) => Promise<Snapshot<T>>;

/** `next` in, `next` out: a stage does one thing around whatever comes after it. */
export type Stage<Step> = (next: Step) => Step;

/** What came over the wire, not yet judged. Header names are in lower case. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/**
 * The one thing that differs between hosts. Throws a `Failure`, or the
 * cancellation's reason; never follows a redirect.
 */
export type Transport = (
  call: Pick<UpstreamCall<unknown>, 'path' | 'credential' | 'cancellation' | 'headers'>,
) => Promise<UpstreamResponse>;
