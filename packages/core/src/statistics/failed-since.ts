import type { RunStatistics } from "./run-statistics.ts";
import type { StatisticsStore } from "./statistics-store.ts";
import type { OnUnreadableStatistic } from "./unreadable-statistic.ts";

/**
 * Yields the failed runs whose failure is not before a moment, those with the newest trace ids first.
 *
 * The time of the failure decides, not the time in the trace id: a run of a backfill has the time of its object, which may be years
 * ago. So all failed runs are read.
 */
export async function* failedSince(
  since: Date,
  statistics: Pick<StatisticsStore, "runsWith">,
  onUnreadable: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  const sinceAt = since.toISOString();
  for await (const run of statistics.runsWith("failed", onUnreadable))
    if (run.failure && run.failure.at >= sinceAt) yield run;
}
