import type { UploadedBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { isProjected } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";

/** The keys of these uploads whose runs have ended. A run's date is that of its upload, as far as clocks agree. */
export async function endedKeys(
  uploads: readonly UploadedBatchFile[],
  statistics: Pick<StatisticsStore, "runsOn">,
): Promise<ReadonlySet<string>> {
  const dates = new Set(uploads.flatMap(({ lastModifiedAt }) => datesAround(Date.parse(lastModifiedAt))));
  const ended = new Set<string>();
  for (const date of dates)
    for await (const run of statistics.runsOn(date))
      if (run.key !== null && isProjected(run)) ended.add(run.key);
  return ended;
}

const HOUR_MS = 3_600_000;

const datesAround = (ms: number) =>
  [ms - HOUR_MS, ms + HOUR_MS].map((each) => new Date(each).toISOString().slice(0, 10));
