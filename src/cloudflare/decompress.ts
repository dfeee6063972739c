import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

import { codingOf, type ReadableCoding, unreadableEncoding } from './content-encoding.ts';

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESS: Readonly<Record<ReadableCoding, Decompress>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** A body in plain bytes, or the reason why it has none. */
export type DecompressedBody = { readonly bytes: Buffer } | { readonly problem: string };

/**
 * Decompresses a body by its `Content-Encoding`. A body that is cut off becomes an empty one, which
 * is no JSON either. Rejects with a RangeError if the result has more than `maxBytes`.
 */
export async function decompress(
  bytes: Buffer,
  contentEncoding: string,
  maxBytes: number,
): Promise<DecompressedBody> {
  const coding = codingOf(contentEncoding);
  if (coding === null) return { problem: unreadableEncoding(contentEncoding) };
  try {
    return { bytes: await DECOMPRESS[coding](bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    if (endsTooEarly(error)) return { bytes: Buffer.alloc(0) };
    return { problem: `its content encoding is ${coding}, but the body is not` };
  }
}

function endsTooEarly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
}
