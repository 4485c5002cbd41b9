import { type Rates, ratesOf } from "@paperledger/core/statistics/rates";
import type { Tally } from "@paperledger/core/statistics/tally";
import { bytesText, countText, durationText, shareText } from "@paperledger/core/text/quantities";
import type { Field } from "./fields.ts";

/** Returns the counts and the rates. By default, the rates are computed from the counts. */
export function tallyFields(tally: Tally, rates: Rates = ratesOf(tally)): readonly Field[] {
  const width = countText(Math.max(tally.processed, tally.batches)).length;
  const counted = (count: number, note = "") => `${countText(count).padStart(width)}  ${note}`.trimEnd();
  return [
    ["processed", counted(tally.processed, `${bytesText(tally.bytes)} of records`)],
    ["new", counted(tally.upserted, shareOf(tally.upserted, tally.processed))],
    ["known", counted(tally.duplicate, shareOf(tally.duplicate, tally.processed))],
    ["rejected", counted(tally.rejected, shareOf(tally.rejected, tally.processed))],
    [
      "success rate",
      rates.success_rate === null ? "-" : `${shareText(rates.success_rate)} of the records are new or known`,
    ],
    ["batches", counted(tally.batches)],
    ["batch time", batchTimesText(tally)],
  ];
}

const shareOf = (part: number, whole: number) => (whole === 0 ? "" : shareText(part / whole));

/** Returns a text such as `mean 48.5 ms, p50 44 ms, p95 90 ms, p99 101 ms`. */
export function batchTimesText(tally: Tally): string {
  const { mean_write_latency_ms, batch_ms_p50, batch_ms_p95, batch_ms_p99 } = ratesOf(tally);
  return [
    `mean ${durationText(mean_write_latency_ms)}`,
    `p50 ${durationText(batch_ms_p50)}`,
    `p95 ${durationText(batch_ms_p95)}`,
    `p99 ${durationText(batch_ms_p99)}`,
  ].join(", ");
}
