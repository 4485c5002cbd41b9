import type { RunStatistics, RunStatus } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import type { OnUnreadableStatistic } from "@paperledger/core/statistics/unreadable-statistic";

export interface RunSelection {
  /** A UTC date. Today, if neither date nor status is given. */
  readonly date?: string;
  readonly status?: RunStatus;
}

/** Yields the runs of a date, with a status, or both, newest first. */
export async function* selectRuns(
  statistics: Pick<StatisticsStore, "runsOn" | "runsWith">,
  { date, status }: RunSelection,
  today: string,
  onUnreadable?: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  if (status !== undefined && date === undefined) return yield* statistics.runsWith(status, onUnreadable);
  for await (const run of statistics.runsOn(date ?? today, onUnreadable))
    if (status === undefined || run.run_status === status) yield run;
}
