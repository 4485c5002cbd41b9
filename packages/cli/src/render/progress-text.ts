import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { addTally, NO_TALLY } from "@paperledger/core/statistics/tally";
import { countOf, countText, papersPerSecond } from "./quantities.ts";

/** How far the runs under way are, in one line. */
export function progressText(runs: readonly RunStatistics[], nowMs: number): string {
  const { processed, upserted, duplicate, failed, batches } = runs
    .map(({ tally }) => tally)
    .reduce(addTally, NO_TALLY);
  const startedAtMs = Math.min(
    ...runs.flatMap(({ started_at }) => (started_at ? [Date.parse(started_at)] : [])),
  );
  const rate = papersPerSecond(processed, nowMs - startedAtMs);
  return [
    runs.length === 1 ? "  processing" : `  ${countOf(runs.length, "run")}`,
    `${countText(processed)} processed`,
    `${countText(upserted)} upserted`,
    `${countText(duplicate)} duplicate`,
    `${countText(failed)} failed`,
    countOf(batches, "batch", "batches"),
    ...(rate === null ? [] : [`${countText(rate)} papers/s`]),
  ].join("  ");
}
