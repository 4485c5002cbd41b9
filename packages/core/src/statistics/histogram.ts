/** How many times fell into each bucket, by bucket number. Empty buckets are left out. */
export type Histogram = Readonly<Record<string, number>>;

/** Buckets to each doubling: a bucket is at most 1/16 as wide as the times in it, so a percentile is right to 3 %. */
const PER_DOUBLING = 16;

/**
 * The bucket of a time: below 16 ms each millisecond has its own, above that each doubling has 16. Up to Lambda's
 * 15 minutes that makes fewer than 280.
 */
export function bucketOf(wholeMs: number): number {
  if (wholeMs < PER_DOUBLING) return wholeMs;
  const doubling = Math.floor(Math.log2(wholeMs)) - Math.log2(PER_DOUBLING);
  return PER_DOUBLING * doubling + Math.floor(wholeMs / 2 ** doubling);
}

/** The middle of a bucket, in milliseconds. */
export function bucketMiddleMs(bucket: number): number {
  if (bucket < PER_DOUBLING) return bucket;
  const doubling = Math.floor(bucket / PER_DOUBLING) - 1;
  const width = 2 ** doubling;
  const first = (bucket - PER_DOUBLING * doubling) * width;
  return first + (width - 1) / 2;
}

/** The time that this share (0 to 1) of the times does not exceed, or null where there are none. */
export function percentileMs(histogram: Histogram, share: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { bucket, count } of buckets) {
    seen += count;
    if (seen >= share * total) return bucketMiddleMs(bucket);
  }
  return null;
}
