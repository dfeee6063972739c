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

/** A request, independent of the host program that received it. */
export interface HttpRequest extends RequestHead {
  /** Reads the whole body. Null: the body is longer than the limit, and reading has stopped. */
  readBody(maxBytes: number): Promise<Buffer | null>;
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
