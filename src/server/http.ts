import { ERROR_STATUSES, type ErrorCode } from './error-status.ts';

/** The part of `Headers` that the gateway needs. Names are given in lower case. */
export type HeaderReader = Pick<Headers, 'get' | 'has' | 'keys'>;

/** What is known of a request before its body is read. */
export interface RequestHead {
  readonly method: string;
  /** Path and query as they were sent: `/graphql?query=…`. */
  readonly target: string;
  /** The target without its query. */
  readonly path: string;
  /** Name and port that the request was sent to; empty where they are unknown. */
  readonly host: string;
  readonly headers: HeaderReader;
  /** A header that came more than once although only one is allowed; null where there is none. */
  readonly repeatedHeader: 'Host' | 'Authorization' | null;
}

/** Why a body was not read: it is longer than the limit, or it had to make room for others. */
export type UnreadBody = 'TOO_LONG' | 'EVICTED';

/** The parts of a body that have arrived, while others are missing. */
export interface BodyHold {
  add(bytes: number): void;
  /** The body is whole, or is not stored any more. */
  release(): void;
}

/** `evict`: the body is to be dropped. It is not called after `release`. */
export type HoldBody = (evict: () => void) => BodyHold;

/** A request, independent of the host program that received it. */
export interface HttpRequest extends RequestHead {
  /** Reads the whole body. `hold` is called if it does not arrive at once. */
  readBody(maxBytes: number, hold: HoldBody): Promise<Buffer | UnreadBody>;
  /**
   * Calls back once when the client disconnects, or at once if it has already. It may call after
   * the response was sent, too.
   */
  onDisconnect(callback: () => void): void;
}

export interface HttpResponse {
  readonly status: number;
  /** Names and values in turn, as Node's `writeHead` takes them. The app adds `content-length`. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | null;
  /** The Content-Security-Policy of a page; without one the response may load nothing. */
  readonly contentSecurityPolicy?: string;
  /** Where the end of the request is uncertain, what follows on its connection is no request. */
  readonly closesConnection?: boolean;
  /** The code of an error that was found before GraphQL began, for the log and the metrics. */
  readonly code?: string;
}

/** A pure function of the request head: it answers the request, or returns null to pass it on. */
export type Rule = (head: RequestHead) => HttpResponse | Promise<HttpResponse> | null;

/** An error before GraphQL begins, in the form that GraphQL clients read. */
export function httpError(code: ErrorCode, message: string): HttpResponse {
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  return { ...jsonResponse(ERROR_STATUSES[code], body), code };
}

export function jsonResponse(
  status: number,
  json: string,
  headers: readonly string[] = [],
): HttpResponse {
  const body = Buffer.from(json);
  return { status, headers: ['content-type', 'application/json', ...headers], body };
}

export function emptyResponse(status: number, headers: readonly string[] = []): HttpResponse {
  return { status, headers, body: null };
}
