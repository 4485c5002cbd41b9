import type { UploadedBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import type { OnUnreadableStatistic } from "@paperledger/core/statistics/unreadable-statistic";

/** Ended runs by the keys of their objects. A key that has several runs can be both completed and failed. */
export interface EndedRuns {
  readonly completed: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, RunStatistics>;
}

/** Reads the ended runs of these uploads. The date of a run is the date of its upload. Clocks may differ by up to an hour. */
export async function endedRuns(
  uploads: readonly UploadedBatchFile[],
  statistics: Pick<StatisticsStore, "runsOn">,
  onUnreadable?: OnUnreadableStatistic,
): Promise<EndedRuns> {
  const completed = new Set<string>();
  const failed = new Map<string, RunStatistics>();
  for await (const run of runsEnded(uploads, statistics, onUnreadable)) {
    if (run.key === null) continue;
    if (run.run_status === "completed") completed.add(run.key);
    else failed.set(run.key, run);
  }
  return { completed, failed };
}

/** Yields all ended runs on the dates of these uploads. */
export async function* runsEnded(
  uploads: readonly UploadedBatchFile[],
  statistics: Pick<StatisticsStore, "runsOn">,
  onUnreadable?: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  const dates = new Set(uploads.flatMap(({ lastModifiedAt }) => datesAround(Date.parse(lastModifiedAt))));
  for (const date of dates)
    for await (const run of statistics.runsOn(date, onUnreadable)) if (isProjected(run)) yield run;
}

const HOUR_MS = 3_600_000;

const datesAround = (ms: number) =>
  [ms - HOUR_MS, ms + HOUR_MS].map((each) => new Date(each).toISOString().slice(0, 10));
