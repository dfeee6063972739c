import { type Dispatcher, errors, Pool } from 'undici';

import { untilAborted } from '../lib/abort.ts';
import { concatChunks } from '../lib/concat-chunks.ts';
import { decodeUtf8 } from '../lib/utf8.ts';
import { Failure } from '../model/failure.ts';
import type { Transport, UpstreamResponse } from './call.ts';

/** Fifty of the longest tokens are far below this. A longer body is not a page of tokens. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export interface HttpTransport {
  readonly transport: Transport;
  close(): Promise<void>;
}

/**
 * HTTP by undici's `dispatch`, which costs a fifth of fetch's CPU: a response is read whole, so no
 * stream is needed. Redirects are not followed: they would carry the credential to another host.
 */
export function createTransport(baseUrl: string, maxConnections: number): HttpTransport {
  const { origin, pathname } = new URL(baseUrl);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections: maxConnections,
    maxResponseSize: MAX_BODY_BYTES,
    // The `timeout` stages limit the time of a call as a whole.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 0 },
  });
  return {
    async transport({ path, credential, signal, headers }) {
      const request: Dispatcher.DispatchOptions = {
        method: 'GET',
        path: prefix + path,
        headers: {
          ...headers,
          accept: 'application/json',
          // Uncompressed: a page is a few kilobytes, and no small body can expand to a large one.
          'accept-encoding': 'identity',
          authorization: `Bearer ${credential.reveal()}`,
          'user-agent': 'cloudflare-tokens-gateway',
        },
      };
      try {
        return await dispatch(pool, request, signal);
      } catch (error) {
        // An aborted call is not a failure of Cloudflare's: its reason says why it ended.
        signal.throwIfAborted();
        throw transportFailure(error);
      }
    },
    close: () => pool.close(),
  };
}

/** Sends a request and collects its response. Rejects with undici's error, or at once when aborted. */
function dispatch(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<UpstreamResponse> {
  return untilAborted(signal, (resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: UpstreamResponse['headers'] = {};
    const chunks: Buffer[] = [];

    function abort() {
      controller?.abort(signal.reason as Error);
    }

    pool.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        // The call may have been aborted while it waited for a connection.
        if (signal.aborted) abort();
      },
      // Called for each 1xx response, too; the last call is the final response.
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
    const message = `Cloudflare's response is longer than ${MAX_BODY_BYTES} bytes.`;
    return new Failure('UPSTREAM_INVALID_RESPONSE', message);
  }
  return new Failure('UPSTREAM_UNAVAILABLE', 'Cloudflare could not be reached.', {
    isTransient: true,
    cause: error,
  });
}
