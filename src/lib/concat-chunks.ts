/** All chunks as one buffer: without a copy where one is all there is, as mostly. */
export function concatChunks(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
}
