/** Joins all chunks in one buffer. A single chunk, the usual case, is not copied. */
export function concatChunks(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
}
