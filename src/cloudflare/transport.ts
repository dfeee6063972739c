import type { Credential } from '../model/credential.ts';
import { Failure } from '../model/failure.ts';
import type { Transport } from './types.ts';

/** Fifty tokens with 300 permission groups each have 3 MB. A much longer body is not a page of tokens. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024;

export interface HttpTransport {
  readonly transport: Transport;
  /** Waits for calls in flight, then closes all connections. */
  close(): Promise<void>;
}

/** `maxConnections`: at once, where the transport has connections of its own. */
export type OpenTransport = (baseUrl: string, maxConnections: number) => HttpTransport;

/** `added`: sent beside the headers that every call has. */
export function requestHeaders(
  credential: Credential,
  added: Readonly<Record<string, string>>,
): Record<string, string> {
  return {
    accept: 'application/json',
    // Uncompressed: a page is a few kilobytes. A proxy on the way may compress it all the same.
    'accept-encoding': 'identity',
    authorization: `Bearer ${credential.reveal()}`,
    'user-agent': 'cloudflare-tokens-gateway',
    ...added,
  };
}

export function bodyTooLong(): Failure {
  const message = `Cloudflare's response is longer than ${MAX_BODY_BYTES} bytes.`;
  return new Failure('UPSTREAM_INVALID_RESPONSE', message);
}

export function unreachable(cause: unknown): Failure {
  const message = 'Cloudflare could not be reached.';
  return new Failure('UPSTREAM_UNAVAILABLE', message, { isTransient: true, cause });
}
