/** The number of durations in each bucket, by bucket number. Empty buckets are left out. */
export type Histogram = Readonly<Record<string, number>>;

/** The number of buckets for each doubling. So a bucket is at most 1/16 as wide as the durations in it, and a percentile is at most 3.2 % off. */
const PER_DOUBLING = 16;

/**
 * Returns the bucket of a duration. Below 16 ms, each millisecond has its own bucket. Above, each doubling has 16 buckets. Up to
 * Lambda's 15 minutes, that makes fewer than 280 buckets.
 */
export function bucketOf(wholeMs: number): number {
  if (wholeMs < PER_DOUBLING) return wholeMs;
  const doubling = Math.floor(Math.log2(wholeMs)) - Math.log2(PER_DOUBLING);
  return PER_DOUBLING * doubling + Math.floor(wholeMs / 2 ** doubling);
}

/** Returns the histogram of some durations, in whole milliseconds. */
export function histogramOf(durationsMs: Iterable<number>): Histogram {
  const counts: Record<string, number> = {};
  for (const ms of durationsMs) {
    const bucket = bucketOf(ms);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/** Returns the middle of a bucket, in milliseconds. */
export function bucketMiddleMs(bucket: number): number {
  if (bucket < PER_DOUBLING) return bucket;
  const doubling = Math.floor(bucket / PER_DOUBLING) - 1;
  const width = 2 ** doubling;
  const first = (bucket - PER_DOUBLING * doubling) * width;
  return first + (width - 1) / 2;
}

/**
 * Returns the duration that this share (0 to 1) of the durations does not exceed. Returns null for an empty histogram.
 *
 * @example
 * percentileMs({ "5": 98, "12": 2 }, 0.99) // 12
 */
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
