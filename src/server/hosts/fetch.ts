import { ByteCollector } from '../../lib/byte-collector.ts';
import type { App } from '../app.ts';
import type { BodyHold, HoldBody, UnreadBody } from '../http.ts';

/** The app for hosts that speak fetch: Request in, Response out. */
export function createFetch(app: App): (request: Request) => Promise<Response> {
  return async (request) => {
    const { method, headers, signal } = request;
    const { pathname: path, search, host } = new URL(request.url);
    const response = await app({
      method,
      path,
      host,
      headers,
      target: path + search,
      // `Headers` joins what came more than once, so a repeated header cannot be told here.
      repeatedHeader: null,
      readBody: (maxBytes, hold) => readRequestBody(request, maxBytes, hold),
      onDisconnect: (callback) => callWhenAborted(signal, callback),
    });
    return new Response(response.body as BodyInit | null, {
      status: response.status,
      headers: pairsOf(response.headers),
      ...AS_IT_IS,
    });
  };
}

/** Workers would compress a body that is compressed already. Other hosts do not read this. */
const AS_IT_IS: object = { encodeBody: 'manual' };

function callWhenAborted(signal: AbortSignal, callback: () => void): void {
  // The event of a signal that is aborted already does not come again.
  if (signal.aborted) callback();
  else signal.addEventListener('abort', callback, { once: true });
}

/**
 * Empty where the body cannot be read: the client has disconnected, or the host
 * program has read the body itself.
 */
async function readRequestBody(
  { body }: Request,
  maxBytes: number,
  hold: HoldBody,
): Promise<Buffer | UnreadBody> {
  if (body === null) return Buffer.alloc(0);
  const received = new ByteCollector(maxBytes);
  let unread: UnreadBody | null = null;
  // `cancel` ends the loop. Its promise is about the sender, for whom nothing is left to do.
  function stop(reason: UnreadBody): void {
    unread = reason;
    reader.cancel().catch(() => {});
  }
  let reader: ReadableStreamDefaultReader<Uint8Array>;
  let held: BodyHold | null = null;
  try {
    reader = body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!received.add(part.value)) stop('TOO_LONG');
      held ??= hold(() => stop('EVICTED'));
      held.add(part.value.length);
    }
  } catch {
    return Buffer.alloc(0);
  } finally {
    held?.release();
  }
  return unread ?? received.bytes();
}

function pairsOf(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < headers.length; index += 2) {
    pairs.push([headers[index] ?? '', headers[index + 1] ?? '']);
  }
  return pairs;
}
