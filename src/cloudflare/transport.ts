import { type Dispatcher, errors, Pool } from 'undici';

import type { Cancellation } from '../lib/cancellation.ts';
import { concatChunks } from '../lib/concat-chunks.ts';
import { decodeUtf8 } from '../lib/utf8.ts';
import { Failure } from '../model/failure.ts';
import type { Transport, UpstreamResponse } from './call.ts';

/** Fifty of the longest tokens are far below this; more is not an answer to what was asked. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface HttpTransport {
  readonly transport: Transport;
  close(): Promise<void>;
}

/**
 * HTTP by undici's `dispatch`, which costs a fifth of fetch's CPU: an answer is
 * read whole, so it needs no stream. Redirects are not followed: they would
 * carry the credential to another host.
 */
export function createTransport(baseUrl: string, maxConnections: number): HttpTransport {
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: maxConnections,
    maxResponseSize: MAX_BODY_BYTES,
    // The stages above limit the time of a call as a whole.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 0 },
  });
  return {
    async transport({ path, credential, cancellation, headers }) {
      const request: Dispatcher.DispatchOptions = {
        method: 'GET',
        path: prefix + path,
        headers: {
          ...headers,
          accept: 'application/json',
          // Uncompressed: a page is a few kilobytes, and no small answer can become a large one.
          'accept-encoding': 'identity',
          authorization: `Bearer ${credential.reveal()}`,
          'user-agent': 'cloudflare-tokens-gateway',
        },
      };
      try {
        return await send(pool, request, cancellation);
      } catch (error) {
        // Whoever cancelled it knows why; it is no failure of Cloudflare's.
        cancellation.throwIfCancelled();
        throw transportFailure(error);
      }
    },
    close: () => pool.close(),
  };
}

/** Sends a request and collects its answer. Rejects with undici's error, or as soon as it is cancelled. */
function send(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  cancellation: Cancellation,
): Promise<UpstreamResponse> {
  return cancellation.unlessCancelled((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: UpstreamResponse['headers'] = {};
    const chunks: Buffer[] = [];

    function abort() {
      controller?.abort(cancellation.reason as Error);
    }

    pool.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        // It may have waited for its connection while it was given up.
        if (cancellation.isCancelled) abort();
      },
      // Of several, the last is the answer's own: those before it are 1xx.
      onResponseStart(_controller, statusCode, received) {
        status = statusCode;
        headers = received;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        resolve({ status, headers, body: decodeUtf8(concatChunks(chunks)) });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
    return abort;
  });
}

function transportFailure(error: unknown): Failure {
  if (error instanceof errors.ResponseExceededMaxSizeError) {
    const limit = `${MAX_BODY_BYTES} bytes`;
    return new Failure('UPSTREAM_INVALID_RESPONSE', `Cloudflare's answer is longer than ${limit}.`);
  }
  return new Failure('UPSTREAM_UNAVAILABLE', 'Cloudflare could not be reached.', {
    isTransient: true,
    cause: error,
  });
}
