import type { RunStatistics } from "./run-statistics.ts";
import type { StatisticsStore, TimeRange } from "./statistics-store.ts";
import { type OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";

const DAY_MS = 86_400_000;

/** Later than every file. */
const LAST = new Date("9999-12-31T23:59:59.999Z");

/**
 * Yields the runs that failed at or after a moment, the newest trace id first.
 *
 * The time in the trace id does not tell when a run failed: a run of a backfill has the time of its object, which may be years
 * old. So it reads the failed runs of two kinds of files: the files since the date of the moment, and the files of older dates
 * with such a failure. It reads all failed runs of the store only if an earlier version counted a failed run, or if the sum that would
 * tell this cannot be read.
 */
export async function* failedSince(
  since: Date,
  statistics: Pick<StatisticsStore, "runsWith" | "oldFilesFailedSince">,
  onUnreadable?: OnUnreadableStatistic,
): AsyncIterable<RunStatistics> {
  const sinceAt = since.toISOString();
  const date = sinceAt.slice(0, 10);
  const oldDates = await statistics.oldFilesFailedSince(date).catch((error: unknown) => {
    if (!(error instanceof UnreadableStatisticError)) throw error;
    onUnreadable?.(error);
    return undefined;
  });
  const ranges = oldDates && [{ from: new Date(date), to: LAST }, ...rangesOf(oldDates, date)];
  for (const range of ranges ?? [undefined])
    for await (const run of statistics.runsWith("failed", onUnreadable, range))
      if (run.failure && run.failure.at >= sinceAt) yield run;
}

/** Returns the ranges of the dates before a date, the newest first. Dates that follow each other are one range. */
function rangesOf(dates: readonly string[], before: string): readonly TimeRange[] {
  const ranges: { from: Date; to: Date }[] = [];
  const older = new Set(dates.filter((date) => date < before));
  for (const date of [...older].toSorted().toReversed()) {
    const from = new Date(date);
    const endMs = from.getTime() + DAY_MS;
    const last = ranges.at(-1);
    if (last?.from.getTime() === endMs) last.from = from;
    else ranges.push({ from, to: new Date(endMs - 1) });
  }
  return ranges;
}
