import { expect, test } from "vitest";
import { batchStrip } from "./batch-strip.ts";
import type { LoggedBatch } from "./run-logs.ts";

const batches = (count: number): readonly LoggedBatch[] =>
  Array.from({ length: count }, (_, nth) => ({
    seq: nth + 1,
    at: new Date(Date.UTC(2026, 0, 1) + (nth + 1) * 1_000).toISOString(),
    batch_ms: nth + 1,
    processed: 10,
    upserted: 9,
    duplicate: 0,
    rejected: 1,
    rejected_by_reason: { "no-id": 1 },
    bytes: 100,
    records: { first: nth * 10 + 1, last: nth * 10 + 10 },
    reject_key: null,
  }));

test("a run of 40,000 batches has as many bars as asked for, which hold each batch once", () => {
  const bars = batchStrip(batches(40_000), "2026-01-01T00:00:00.000Z", 240);
  expect(bars.length).toBe(240);
  expect(bars.reduce((sum, bar) => sum + bar.batches, 0)).toBe(40_000);
  expect(bars.reduce((sum, { rejected }) => sum + rejected, 0)).toBe(40_000);
  expect(bars.slice(1).every((bar, nth) => bar.first_seq === (bars[nth]?.last_seq ?? 0) + 1)).toBe(true);
});

test("a bar has the slowest of its batches, and the rate since the bar before", () => {
  const [first, second] = batchStrip(batches(4), "2026-01-01T00:00:00.000Z", 2);
  expect(first).toMatchObject({ first_seq: 1, last_seq: 2, slowest_ms: 2, papers_per_second: 10 });
  expect(second).toMatchObject({ first_seq: 3, last_seq: 4, slowest_ms: 4, papers_per_second: 10 });
});

test("a run without a batch has no bar", () => {
  expect(batchStrip([], null, 240)).toEqual([]);
});
