import { expect, test } from "vitest";
import { bucketOf } from "./histogram.ts";
import { ratesOf } from "./rates.ts";
import { NO_TALLY } from "./tally.ts";

test("the rates are shares of the processed records, and of the batches", () => {
  const rates = ratesOf({
    ...NO_TALLY,
    processed: 8,
    upserted: 4,
    duplicate: 3,
    rejected: 1,
    batches: 4,
    batch_ms_sum: 50,
    batch_ms_histogram: { [bucketOf(5)]: 2, [bucketOf(10)]: 1, [bucketOf(30)]: 1 },
  });
  expect(rates).toEqual({
    success_rate: 7 / 8,
    duplicate_rate: 3 / 8,
    error_rate: 1 / 8,
    mean_write_latency_ms: 12.5,
    batch_ms_p50: 5,
    batch_ms_p95: 30,
    batch_ms_p99: 30,
  });
});

test("the percentiles of one batch are its time, as the mean is", () => {
  const { mean_write_latency_ms, batch_ms_p50, batch_ms_p95, batch_ms_p99 } = ratesOf({
    ...NO_TALLY,
    batches: 1,
    batch_ms_sum: 241,
    batch_ms_histogram: { [bucketOf(241)]: 1 },
    batch_ms_min: 241,
    batch_ms_max: 241,
  });
  expect([mean_write_latency_ms, batch_ms_p50, batch_ms_p95, batch_ms_p99]).toEqual([241, 241, 241, 241]);
});

test("without records, every rate is null and not NaN", () => {
  expect(new Set(Object.values(ratesOf(NO_TALLY)))).toEqual(new Set([null]));
});
