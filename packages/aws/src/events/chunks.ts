/** The limits of one request: the number of entries, and the size that all entries together must not reach. */
export interface ChunkLimits {
  readonly maxCount: number;
  readonly bytesBelow: number;
}

/**
 * Cuts a list into as few chunks as possible within the limits, and keeps the order. An entry that exceeds the limits
 * is alone in its chunk.
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
