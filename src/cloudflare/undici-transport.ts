import { type Dispatcher, errors, Pool } from 'undici';

import { untilAborted } from '../lib/abort.ts';
import { ByteCollector } from '../lib/byte-collector.ts';
import { decodeUtf8 } from '../lib/utf8.ts';
import { Failure } from '../model/failure.ts';
import { isIdentity } from './content-encoding.ts';
import { decompress } from './decompress.ts';
import {
  bodyTooLong,
  type HttpTransport,
  MAX_BODY_BYTES,
  requestHeaders,
  unreachable,
} from './transport.ts';
import type { UpstreamResponse } from './types.ts';

/**
 * HTTP by undici's `dispatch`: a response is read whole, so no stream is needed. Redirects are not
 * followed: they would carry the credential to another host.
 */
export function createUndiciTransport(baseUrl: string, maxConnections: number): HttpTransport {
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
        headers: requestHeaders(credential, headers),
      };
      try {
        return await readBody(await dispatch(pool, request, signal));
      } catch (error) {
        // An aborted call is not a failure of Cloudflare's: its reason says why it ended.
        signal.throwIfAborted();
        throw transportFailure(error);
      }
    },
    close: () => pool.close(),
  };
}

interface RawResponse extends Pick<UpstreamResponse, 'status' | 'headers'> {
  readonly bytes: Buffer;
}

/** Rejects with a RangeError if the body is too long. */
async function readBody({ status, headers, bytes }: RawResponse): Promise<UpstreamResponse> {
  const encoding = String(headers['content-encoding'] ?? '');
  if (isIdentity(encoding)) return { status, headers, body: decodeUtf8(bytes) };
  const plain = await decompress(bytes, encoding, MAX_BODY_BYTES);
  return 'problem' in plain
    ? { status, headers, body: '', bodyProblem: plain.problem }
    : { status, headers, body: decodeUtf8(plain.bytes) };
}

/** Sends a request and collects its response. Rejects with undici's error, or at once when aborted. */
function dispatch(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<RawResponse> {
  return untilAborted(signal, (resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: UpstreamResponse['headers'] = {};
    const body = new ByteCollector(MAX_BODY_BYTES);

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
        body.add(chunk);
      },
      onResponseEnd() {
        resolve({ status, headers, bytes: body.bytes() });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    });
    return abort;
  });
}

/** undici's messages about an interim response that only a request can ask for. */
const INTERIM: Readonly<Record<string, string>> = {
  'bad response': '100 Continue',
  'bad upgrade': '101 Switching Protocols',
};

function transportFailure(error: unknown): Failure {
  if (error instanceof errors.ResponseExceededMaxSizeError || error instanceof RangeError) {
    return bodyTooLong();
  }
  const interim = error instanceof errors.SocketError ? INTERIM[error.message] : undefined;
  if (interim !== undefined) {
    const message = `Cloudflare's response cannot be read: it began with ${interim}, which the gateway did not ask for.`;
    return new Failure('UPSTREAM_INVALID_RESPONSE', message, { cause: error });
  }
  return unreachable(error);
}
