import { describe, expect, test } from "vitest";
import { barsOf, bucketMs, segmentsOf, topMs } from "./bars.ts";
import { lineOf } from "./run-line.fixture.ts";

const HOUR_MS = 3_600_000;
const START = Date.parse("2026-11-27T18:00:00.000Z");
const runs = (count: number) =>
  Array.from({ length: count }, (_, nth) =>
    lineOf({
      trace_id: `batch-20261127-${nth}`,
      at: new Date(START + nth * 60_000).toISOString(),
      outcome: nth === 3 ? "failed" : "completed",
      took_ms: nth === 3 ? 0 : 1_000,
    }),
  );

test("few runs have a bar each", () => {
  const bars = barsOf(runs(5), 14 * HOUR_MS);
  expect(bars.map(({ fromMs }) => (fromMs - START) / 60_000)).toEqual([0, 1, 2, 3, 4]);
});

test("many runs share the bars of round buckets, and none is lost", () => {
  const bars = barsOf(runs(300), 14 * HOUR_MS);
  expect(bucketMs(14 * HOUR_MS)).toBe(600_000);
  expect(bars).toHaveLength(30);
  expect(bars.reduce((sum, bar) => sum + bar.runs.length, 0)).toBe(300);
  expect(bars[0]).toMatchObject({ fromMs: START, toMs: START + 600_000, totalMs: 9_000 });
});

test.each([1, 14, 24, 7 * 24, 30 * 24, 400 * 24])("%i hours have at most 120 buckets", (hours) => {
  expect((hours * HOUR_MS) / bucketMs(hours * HOUR_MS)).toBeLessThanOrEqual(120);
});

test("a run that failed at once is seen beside long ones", () => {
  const [first] = barsOf(runs(300), 14 * HOUR_MS);
  const segments = first ? segmentsOf(first, 100 / 9_000_000) : [];
  expect(segments).toEqual([
    { outcome: "completed", heightPx: 4 },
    { outcome: "failed", heightPx: 4 },
  ]);
});

describe("the time at the top of the chart", () => {
  const top = (...times: readonly number[]) => topMs(times.map((totalMs) => ({ totalMs })));
  const usual = Array.from({ length: 20 }, (_, nth) => 1_000 + nth);

  test("is that of the longest bar", () => {
    expect(top()).toBe(0);
    expect(top(0, 0)).toBe(0);
    expect(top(25 * HOUR_MS)).toBe(25 * HOUR_MS);
    expect(top(60_000, 600_000)).toBe(600_000);
    expect(top(...usual)).toBe(1_019);
  });

  test("leaves room for the usual bars if few are much longer, such as runs that waited a day for their redrive", () => {
    expect(top(...usual, 25 * HOUR_MS)).toBe(2 * 1_018);
    expect(top(1_000, 25 * HOUR_MS)).toBe(2_000);
    expect(top(0, 0, 0, 1_000, 25 * HOUR_MS)).toBe(2_000);
  });
});
