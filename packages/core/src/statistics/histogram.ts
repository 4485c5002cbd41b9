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

/** Some durations. The shortest and the longest are exact. Both are null if they are not known. */
export interface Durations {
  readonly histogram: Histogram;
  readonly minMs: number | null;
  readonly maxMs: number | null;
}

/** Returns the histogram of some durations in whole milliseconds, and the shortest and the longest of them. */
export function durationsOf(durationsMs: Iterable<number>): Durations {
  const histogram: Record<string, number> = {};
  let minMs: number | null = null;
  let maxMs: number | null = null;
  for (const ms of durationsMs) {
    const bucket = bucketOf(ms);
    histogram[bucket] = (histogram[bucket] ?? 0) + 1;
    minMs = Math.min(minMs ?? ms, ms);
    maxMs = Math.max(maxMs ?? ms, ms);
  }
  return { histogram, minMs, maxMs };
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
 * Returns the duration that this share (0 to 1) of the durations does not exceed. It is the middle of a bucket, but never shorter
 * than the shortest duration and never longer than the longest. Returns null for an empty histogram.
 *
 * @example
 * percentileMs(durationsOf([5, 5, 5, 241]), 0.99) // 241. The middle of its bucket is 243.5
 */
export function percentileMs({ histogram, minMs, maxMs }: Durations, share: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => ({ bucket: Number(bucket), count }))
    .sort((a, b) => a.bucket - b.bucket);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let seen = 0;
  for (const { bucket, count } of buckets) {
    seen += count;
    if (seen < share * total) continue;
    const middleMs = bucketMiddleMs(bucket);
    return Math.min(Math.max(middleMs, minMs ?? middleMs), maxMs ?? middleMs);
  }
  return null;
}
