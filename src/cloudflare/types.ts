import type { LogicalSpan } from '../lib/logical-clock.ts';
import type { Credential } from '../model/credential.ts';
import type { CloudflareNotice, Failure } from '../model/failure.ts';
import type { ReadOptions } from '../model/token-source.ts';
import type { UpstreamStats } from '../model/upstream-stats.ts';

/** The parts of a successful response that hold the data, not yet decoded. */
export interface Envelope {
  readonly result: unknown;
  readonly resultInfo: unknown;
}

/** A GET request to Cloudflare's API, and how to decode its response. One path always has one decoder. */
export interface ApiRequest<T> {
  /** Below the base URL, encoded: `/user/tokens?page=1&per_page=20`. */
  readonly path: string;
  /** The path as a template, without ids and arguments: for traces. */
  readonly endpoint: string;
  /** How long the response may be cached, if longer than the default. */
  readonly ttlMs?: number;
  /** Throws a `Failure` if the envelope does not hold the expected data. */
  readonly decode: (envelope: Envelope) => T;
  /** A value that stands for a failure of the call; null: the failure is thrown. */
  readonly recover?: (failure: Failure) => T | null;
  /** What a failure means at this endpoint, if its codes or words do not say it: applied to each response. */
  readonly explain?: ((failure: Failure) => Failure) | undefined;
}

/** A successful response of Cloudflare's, decoded. */
export interface DecodedResponse<T> {
  readonly value: T;
  /** The envelope's `messages`. */
  readonly messages: readonly CloudflareNotice[];
  /** The length of the body. */
  readonly bytes: number;
}

/** One call to Cloudflare: the inner stages pass it on. */
export interface UpstreamCall<T> extends Omit<ApiRequest<T>, 'ttlMs' | 'recover'> {
  readonly credential: Credential;
  readonly callerId: ReadOptions['callerId'];
  /** Of the read that this call is part of: all calls of one read share it. */
  readonly signal: AbortSignal;
  /** Ends the whole read. The first reason holds. */
  readonly abort: (reason: unknown) => void;
  readonly stats: UpstreamStats;
  /** Sent in addition to those that every call has. */
  readonly headers: Readonly<Record<string, string>>;
}

export type SendCall = <T>(call: UpstreamCall<T>) => Promise<DecodedResponse<T>>;

/** Pages to read together, as one snapshot of a list; or one read of something else. */
export interface ReadRequest<T> {
  readonly options: ReadOptions;
  readonly requests: readonly ApiRequest<T>[];
}

/** Responses that were read together, in the order of the requests. The span is that of their read. */
export interface Snapshot<T> extends LogicalSpan {
  readonly responses: readonly DecodedResponse<T>[];
  /** Whether it was read for an earlier request. */
  readonly fromCache: boolean;
}

export type Read = <T>(request: ReadRequest<T>) => Promise<Snapshot<T>>;

/** A read that has a controller of its own. Its signal counts, not the caller's. */
export type AbortableRead = <T>(
  request: ReadRequest<T>,
  controller: AbortController,
) => Promise<readonly DecodedResponse<T>[]>;

/** A stage adds one behaviour around the next function, and returns a function of the same kind. */
export type Stage<Fn> = (next: Fn) => Fn;

/** A response as received. Header names are in lower case. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decompressed; empty if that is not possible. */
  readonly body: string;
  /** Why the body is not readable, if it is not. */
  readonly bodyProblem?: string;
}

/**
 * Sends a request. This is the only part that differs between hosts. It throws a `Failure`, or
 * `signal.reason`, and never follows a redirect.
 */
export type Transport = (
  call: Pick<UpstreamCall<unknown>, 'path' | 'credential' | 'signal' | 'headers'>,
) => Promise<UpstreamResponse>;
