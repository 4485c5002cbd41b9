/** The limits of one request: the number of its entries, and the bytes that they must stay below. */
export interface ChunkLimits {
  readonly maxCount: number;
  readonly bytesBelow: number;
}

/**
 * Cuts a list into the fewest chunks that keep the limits, in the order given. A thing too large for any chunk gets one of
 * its own.
 */
export function chunksOf<Thing>(
  things: readonly Thing[],
  sizeBytes: (thing: Thing) => number,
  { maxCount, bytesBelow }: ChunkLimits,
): readonly (readonly Thing[])[] {
  const chunks: Thing[][] = [];
  let chunk: Thing[] = [];
  let bytes = 0;
  for (const thing of things) {
    const size = sizeBytes(thing);
    if (chunk.length > 0 && (chunk.length === maxCount || bytes + size >= bytesBelow)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(thing);
    bytes += size;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
