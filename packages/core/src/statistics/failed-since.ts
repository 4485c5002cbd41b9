import type { RunStatistics } from "./run-statistics.ts";
import type { StatisticsStore } from "./statistics-store.ts";
import type { OnUnreadableStatistic } from "./unreadable-statistic.ts";

/**
 * Yields the runs that failed at or after a moment, the newest trace id first.
 *
 * The time in the trace id does not tell when a run failed: a run of a backfill has the time of its object, which may be years old. So
 * all failed runs are read.
 */
export async function* failedSince(
  since: Date,
  statistics: Pick<StatisticsStore, "runsWith">,
  onUnreadable?: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  const sinceAt = since.toISOString();
  for await (const run of statistics.runsWith("failed", onUnreadable))
    if (run.failure && run.failure.at >= sinceAt) yield run;
}
