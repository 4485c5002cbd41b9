import { percentileMs } from "./histogram.ts";
import type { Tally } from "./tally.ts";

/** What follows from a tally. Shares are from 0 to 1; null where there is nothing to take a share of. */
export interface Rates {
  /** Records that were upserted or known already, of those processed. */
  readonly success_rate: number | null;
  readonly duplicate_rate: number | null;
  readonly error_rate: number | null;
  readonly mean_write_latency_ms: number | null;
  readonly batch_ms_p50: number | null;
  readonly batch_ms_p95: number | null;
  readonly batch_ms_p99: number | null;
}

export function ratesOf(tally: Tally): Rates {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    success_rate: share(tally.upserted + tally.duplicate, tally.processed),
    duplicate_rate: share(tally.duplicate, tally.processed),
    error_rate: share(tally.rejected, tally.processed),
    mean_write_latency_ms: share(tally.batch_ms_sum, tally.batches),
    batch_ms_p50: percentileMs(tally.batch_ms_histogram, 0.5),
    batch_ms_p95: percentileMs(tally.batch_ms_histogram, 0.95),
    batch_ms_p99: percentileMs(tally.batch_ms_histogram, 0.99),
  };
}
