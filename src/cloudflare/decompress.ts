import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['deflate', promisify(inflate)],
  ['br', promisify(brotliDecompress)],
]);

/** A body in plain bytes, or the reason why it has none. */
export type DecompressedBody = { readonly bytes: Buffer } | { readonly problem: string };

/** Whether a `Content-Encoding` leaves the body as it is. */
export function isIdentity(contentEncoding: string): boolean {
  return codingsOf(contentEncoding).length === 0;
}

/**
 * Decompresses a body by its `Content-Encoding`. A body that is cut off becomes an empty one, which
 * is no JSON either. Rejects with a RangeError if the result has more than `maxBytes`.
 */
export async function decompress(
  bytes: Buffer,
  contentEncoding: string,
  maxBytes: number,
): Promise<DecompressedBody> {
  const codings = codingsOf(contentEncoding);
  const [name = ''] = codings;
  const run = codings.length === 1 ? DECOMPRESS.get(name) : undefined;
  if (run === undefined) return { problem: `its content encoding is ${named(codings)}` };
  try {
    return { bytes: await run(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (endsTooEarly(error)) return { bytes: Buffer.alloc(0) };
    return { problem: `its content encoding is ${name}, but the body is not` };
  }
}

/** The compressions, in lower case; `identity` is none. */
function codingsOf(contentEncoding: string): readonly string[] {
  return contentEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
}

/** Names of codings are a few letters. Anything else is not quoted. */
const CODING_NAME = /^[a-z][a-z0-9-]{0,15}$/;

function named(codings: readonly string[]): string {
  const areNames = codings.length <= 3 && codings.every((coding) => CODING_NAME.test(coding));
  return areNames ? `${codings.join(', ')}, which this gateway does not read` : 'not known';
}

function endsTooEarly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
}
