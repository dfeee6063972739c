import type { YogaPath } from '../yoga-path.ts';
import { type Admission, isForLane } from './admission.ts';
import type { CompiledPath } from './compiled-path.ts';

type Fetch = (request: Request) => Promise<Response>;

/** Hosts that speak fetch: the fast lane first, and the ordinary way for what it leaves. */
export function createFetch(
  yogaPath: YogaPath,
  lane: CompiledPath | null,
  admission: Admission,
): Fetch {
  return async (request) => {
    const { method, headers, signal } = request;
    const { pathname, search, host } = new URL(request.url);
    const arrival = { method, target: pathname + search, headers };
    const isForThis = isForLane({ ...arrival, host: headers.get('host') ?? host }, admission);
    if (lane === null || !isForThis) return yogaPath.fetch(request);
    const bytes = await readBytes(request, admission.maxBytes);
    const onLeave = (leave: () => void) => signal.addEventListener('abort', leave, { once: true });
    const isWithin = bytes.length <= admission.maxBytes;
    const answer = isWithin ? await lane({ headers, body: bytes, onLeave }) : null;
    if (answer !== null) {
      return new Response(answer.body as BodyInit, {
        status: answer.status,
        headers: pairsOf(answer.headers),
      });
    }
    return yogaPath.fetch(
      new Request(request.url, { method, headers, body: bytes as BodyInit, signal }),
    );
  };
}

/** The body; of one that is too long only so much that it is seen to be. */
async function readBytes({ body }: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

function pairsOf(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index < headers.length; index += 2) {
    pairs.push([headers[index] ?? '', headers[index + 1] ?? '']);
  }
  return pairs;
}
