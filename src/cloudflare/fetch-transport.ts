import { readWithin } from '../lib/byte-collector.ts';
import { decodeUtf8 } from '../lib/utf8.ts';
import { codingOf, isIdentity, unreadableEncoding } from './content-encoding.ts';
import {
  bodyTooLong,
  type HttpTransport,
  MAX_BODY_BYTES,
  requestHeaders,
  unreachable,
} from './transport.ts';
import type { UpstreamResponse } from './types.ts';

/**
 * HTTP by the host's own `fetch`, for hosts that are not Node. The host keeps the connections, and
 * decompresses. Redirects are not followed: they would carry the credential to another host.
 */
export function createFetchTransport(baseUrl: string): HttpTransport {
  return {
    async transport({ path, credential, signal, headers }) {
      try {
        const response = await fetch(baseUrl + path, {
          headers: requestHeaders(credential, headers),
          redirect: 'manual',
          signal,
        });
        return await read(response);
      } catch (error) {
        // An aborted call is not a failure of Cloudflare's: its reason says why it ended.
        signal.throwIfAborted();
        throw error instanceof RangeError ? bodyTooLong() : unreachable(error);
      }
    },
    close: async () => {},
  };
}

/** Rejects with a RangeError if the body is too long. */
async function read(response: Response): Promise<UpstreamResponse> {
  const { status, headers, body } = response;
  const head = { status, headers: Object.fromEntries(headers) };
  const encoding = headers.get('content-encoding') ?? '';
  if (!isIdentity(encoding) && codingOf(encoding) === null) {
    await body?.cancel();
    return { ...head, body: '', bodyProblem: unreadableEncoding(encoding) };
  }
  return { ...head, body: decodeUtf8(await readWithin(response, MAX_BODY_BYTES)) };
}
