import { Agent, errors, request } from 'undici';

import { Failure } from '../model/failure.ts';
import type { Transport } from './exchange.ts';

/** Fifty of the longest tokens are far below this; more is not an answer to what was asked. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface HttpTransport {
  readonly transport: Transport;
  close(): Promise<void>;
}

/**
 * HTTP by undici's `request`, which costs half of fetch's CPU. Redirects are
 * not followed: they would carry the credential to another host.
 */
export function createTransport(baseUrl: string, maxConnections: number): HttpTransport {
  const dispatcher = new Agent({
    connections: maxConnections,
    maxResponseSize: MAX_BODY_BYTES,
    // The stages above limit the time of a call as a whole.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 0 },
  });
  return {
    async transport({ path, credential, signal, headers }) {
      try {
        const answer = await request(baseUrl + path, {
          dispatcher,
          signal,
          headers: {
            ...headers,
            accept: 'application/json',
            // Uncompressed: a page is a few kilobytes, and no small answer can become a large one.
            'accept-encoding': 'identity',
            authorization: `Bearer ${credential.reveal()}`,
            'user-agent': 'cloudflare-tokens-gateway',
          },
        });
        return {
          status: answer.statusCode,
          headers: answer.headers,
          body: await answer.body.text(),
        };
      } catch (error) {
        // Whoever aborted knows why; it is no failure of Cloudflare's.
        signal.throwIfAborted();
        throw transportFailure(error);
      }
    },
    close: () => dispatcher.close(),
  };
}

function transportFailure(error: unknown): Failure {
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    const limit = `${MAX_BODY_BYTES} bytes`;
    return new Failure('UPSTREAM_INVALID_RESPONSE', `Cloudflare's answer is longer than ${limit}.`);
  }
  return new Failure('UPSTREAM_UNAVAILABLE', 'Cloudflare could not be reached.', {
    isPassing: true,
    cause: error,
  });
}
