import { percentileMs } from "./histogram.ts";
import type { Tally } from "./tally.ts";

/** The rates of a tally. Shares are from 0 to 1. A rate is null if the tally has nothing to divide by. */
export interface Rates {
  /** The share of processed records that were upserted or are duplicates. */
  readonly success_rate: number | null;
  readonly duplicate_rate: number | null;
  readonly error_rate: number | null;
  readonly mean_write_latency_ms: number | null;
  readonly batch_ms_p50: number | null;
  readonly batch_ms_p95: number | null;
  readonly batch_ms_p99: number | null;
}

export function ratesOf(tally: Tally): Rates {
  const batchTimes = {
    histogram: tally.batch_ms_histogram,
    minMs: tally.batch_ms_min,
    maxMs: tally.batch_ms_max,
  };
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    success_rate: share(tally.upserted + tally.duplicate, tally.processed),
    duplicate_rate: share(tally.duplicate, tally.processed),
    error_rate: share(tally.rejected, tally.processed),
    mean_write_latency_ms: share(tally.batch_ms_sum, tally.batches),
    batch_ms_p50: percentileMs(batchTimes, 0.5),
    batch_ms_p95: percentileMs(batchTimes, 0.95),
    batch_ms_p99: percentileMs(batchTimes, 0.99),
  };
}
