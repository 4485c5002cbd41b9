import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketMiddleMs, bucketOf, durationsOf, percentileMs } from "./histogram.ts";
import { arbitraryBatchMs } from "./run-events.fixture.ts";

const LAMBDA_LIMIT_MS = 15 * 60 * 1_000;

describe("the buckets", () => {
  test("have consecutive numbers, and a longer time never has a lower number", () => {
    let previous = bucketOf(0);
    expect(previous).toBe(0);
    for (let ms = 1; ms <= 1_000_000; ms++) {
      const bucket = bucketOf(ms);
      if (bucket !== previous && bucket !== previous + 1) expect([ms, bucket]).toEqual([ms, previous + 1]);
      previous = bucket;
    }
  });

  test("are fewer than 280 for times up to Lambda's longest invocation", () => {
    expect(bucketOf(LAMBDA_LIMIT_MS)).toBeLessThan(280);
  });

  test("have consecutive numbers also for times far longer than any batch", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 47 }), (ms) => {
        expect([bucketOf(ms - 1), bucketOf(ms - 1) + 1]).toContain(bucketOf(ms));
      }),
    );
  });
});

describe("the middle of a time's bucket", () => {
  test("is that time up to 32 ms", () => {
    const times = Array.from({ length: 33 }, (_, ms) => ms);
    expect(times.slice(0, 32).map((ms) => bucketMiddleMs(bucketOf(ms)))).toEqual(times.slice(0, 32));
  });

  test("is no more than 3.2 % off", () => {
    fc.assert(
      fc.property(arbitraryBatchMs, (ms) => {
        expect(Math.abs(bucketMiddleMs(bucketOf(ms)) - ms)).toBeLessThanOrEqual(0.032 * ms);
      }),
      { numRuns: 2_000 },
    );
  });

  test("is in that bucket", () => {
    for (let bucket = 0; bucket < 500; bucket++)
      expect(bucketOf(Math.floor(bucketMiddleMs(bucket)))).toBe(bucket);
  });
});

describe("a percentile", () => {
  test("is the percentile of the sorted times, within the width of a bucket", () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryBatchMs, { minLength: 1, maxLength: 300, size: "max" }),
        fc.constantFrom(1, 5, 50, 90, 95, 99, 100),
        (times, percent) => {
          const sorted = times.toSorted((a, b) => a - b);
          const exact = sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? Number.NaN;
          const found = percentileMs(durationsOf(times), percent / 100) ?? Number.NaN;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.032 * exact);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test("is not below the shortest time, not above the longest, and never falls as the share grows", () => {
    fc.assert(
      fc.property(fc.array(arbitraryBatchMs, { minLength: 1 }), (times) => {
        const durations = durationsOf(times);
        const percentiles = [0, 0.25, 0.5, 0.95, 0.99, 1].map(
          (share) => percentileMs(durations, share) ?? Number.NaN,
        );
        const inOrder = [Math.min(...times), ...percentiles, Math.max(...times)];
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
      }),
      { numRuns: 1_000 },
    );
  });

  test("is the time itself if there is only one", () => {
    expect(percentileMs(durationsOf([241]), 0.5)).toBe(241);
  });

  test("is the middle of a bucket if the shortest and the longest time are not known", () => {
    const { histogram } = durationsOf([241]);
    expect(percentileMs({ histogram, minMs: null, maxMs: null }, 0.5)).toBe(243.5);
  });

  test("of no times is null", () => {
    expect(percentileMs(durationsOf([]), 0.5)).toBeNull();
  });
});
