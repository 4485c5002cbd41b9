import type { RunStatistics, RunStatus } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";

export interface RunSelection {
  /** UTC. Where neither date nor status is given: today. */
  readonly date?: string;
  readonly status?: RunStatus;
}

/** The runs of a date, of a status, or of both, newest first. */
export async function* selectRuns(
  statistics: Pick<StatisticsStore, "runsOn" | "runsWith">,
  { date, status }: RunSelection,
  today: string,
): AsyncIterable<RunStatistics> {
  if (status !== undefined && date === undefined) return yield* statistics.runsWith(status);
  for await (const run of statistics.runsOn(date ?? today))
    if (status === undefined || run.run_status === status) yield run;
}
