import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { concatChunks } from '../lib/concat-chunks.ts';
import { type Admission, isForLane } from './compiled/admission.ts';
import type { CompiledPath } from './compiled/compiled-path.ts';
import { type HeaderReader, NodeHeaders } from './header-reader.ts';
import { NO_PAGE_HEADERS } from './use-security-headers.ts';
import type { YogaPath } from './yoga-path.ts';

/**
 * Node's requests: the fast lane first, and the ordinary way for what it
 * leaves. No URL can be made of some Hosts and targets, which Yoga would
 * answer with a stack trace. Two Hosts are refused, too (RFC 9112, 3.2), since
 * whatever stands in front may have gone by the one that Node drops.
 */
export function createListener(
  yogaPath: YogaPath,
  lane: CompiledPath | null,
  admission: Admission,
): RequestListener {
  return (request, response) => {
    if (!hasOneHost(request)) return refuse(response);
    const headers = new NodeHeaders(request.headers);
    if (lane !== null && mayTakeLane(request, headers, admission)) {
      return takeLane(lane, request, headers, response);
    }
    return isAddressed(request) ? yogaPath.listener(request, response) : refuse(response);
  };

  function takeLane(
    lane: CompiledPath,
    request: IncomingMessage,
    headers: HeaderReader,
    response: ServerResponse,
  ): void {
    // Whole with its last byte; the stream's end would come a turn later.
    const chunks: Buffer[] = [];
    let missing = lengthOf(headers);
    request.on('data', async (chunk: Buffer) => {
      chunks.push(chunk);
      missing -= chunk.length;
      if (missing > 0) return;
      const body = concatChunks(chunks);
      const answer = await lane({
        headers,
        body,
        onLeave: (leave) => response.once('close', leave),
      });
      if (answer !== null) response.writeHead(answer.status, answer.headers).end(answer.body);
      // Yoga takes a body that was read already from here.
      else yogaPath.listener(Object.assign(request, { body: body.toString('utf8') }), response);
    });
  }
}

function mayTakeLane(
  request: IncomingMessage,
  headers: HeaderReader,
  admission: Admission,
): boolean {
  const { method, url: target } = request;
  // A body that the host program has read, if only in part, is not there to be read again; nor are
  // the bytes of one that it reads as text.
  const isRead = request.readableDidRead || request.readableEncoding !== null;
  if (isRead || 'body' in request) return false;
  const length = lengthOf(headers);
  if (!(length > 0 && length <= admission.maxBytes)) return false;
  return isForLane({ method, target, host: headers.get('host') ?? '', headers }, admission);
}

/** In bytes; 0 where it is not said. */
function lengthOf(headers: HeaderReader): number {
  return Number(headers.get('content-length') ?? 0);
}

function refuse(response: ServerResponse): void {
  const error = { message: REFUSAL, extensions: { code: 'BAD_REQUEST' } };
  response
    .writeHead(400, { ...NO_PAGE_HEADERS, 'content-type': 'application/json' })
    .end(JSON.stringify({ errors: [error] }));
}

const REFUSAL = 'Expected one Host header that names a host, and a path to ask for.';

/** Counted in the raw headers, where every second item is a name: Node keeps only the first. */
function hasOneHost({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts <= 1;
}

function isAddressed({ url = '', headers }: IncomingMessage): boolean {
  return url.startsWith('/') && URL.canParse(`http://${headers.host || 'localhost'}${url}`);
}
