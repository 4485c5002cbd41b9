import { countOfHour } from "../statistics/hour-counts.ts";
import { isByHour } from "../statistics/is-by-hour.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import type { Tally } from "../statistics/tally.ts";
import type { OnUnreadableStatistic } from "../statistics/unreadable-statistic.ts";
import type { SourceCounts } from "./status.ts";

/** The counts of the runs whose S3 events were in a range. */
export interface RangeCounts {
  readonly completed: number;
  /** The counts of each source that had a record in a run of the range, the source with the most new papers first. */
  readonly sources: readonly SourceCounts[];
}

/** The statistics from which the counts of a range are read. */
export type CountedStatistics = Pick<StatisticsStore, "tallies" | "runsBetween">;

const HOUR_MS = 3_600_000;

/**
 * Counts the completed runs and the records of a range. It adds up the sums of the hours, so a night with 100,000 runs costs a few reads.
 *
 * It reads the runs of an hour in two cases. First, if the range begins or ends within the hour, and the hour has runs outside
 * the range. Second, if an earlier version counted a part of the hour's date, because that version did not count by hour.
 *
 * @param range both ends are included
 */
export async function rangeCounts(
  statistics: CountedStatistics,
  range: TimeRange,
  onUnreadable: OnUnreadableStatistic,
): Promise<RangeCounts> {
  // The sums are read before the runs outside the range. So if a run is counted in between, the runs of its hour are read.
  const sums = await sumsByDate(statistics, range, onUnreadable);
  const cut = await cutHours(statistics, range);
  const hours = hoursOf(range);
  const isRead = (hourMs: number) => cut.has(hourMs) || !sums.has(dateOf(hourMs));
  const runs = await Promise.all(
    rangesOf(hours.filter(isRead)).map((some) =>
      Array.fromAsync(statistics.runsBetween(overlap(some, range), onUnreadable)),
    ),
  );
  return added([
    ...hours.filter((hourMs) => !isRead(hourMs)).map((hourMs) => countsOfHour(hourMs, sums)),
    ...runs.flat().map(countsOfRun),
  ]);
}

/** Adds up the counts of several ranges. */
export function added(all: readonly RangeCounts[]): RangeCounts {
  const bySource = new Map<string, SourceCounts>();
  for (const { source, upserted, duplicate, rejected } of all.flatMap(({ sources }) => sources)) {
    const before = bySource.get(source) ?? { upserted: 0, duplicate: 0, rejected: 0 };
    bySource.set(source, {
      source,
      upserted: before.upserted + upserted,
      duplicate: before.duplicate + duplicate,
      rejected: before.rejected + rejected,
    });
  }
  return {
    completed: all.reduce((sum, { completed }) => sum + completed, 0),
    sources: [...bySource.values()].toSorted(
      (a, b) => b.upserted - a.upserted || (a.source < b.source ? -1 : 1),
    ),
  };
}

interface DateSums {
  readonly day: Tally;
  readonly sources: readonly { readonly source: string; readonly tally: Tally }[];
}

/** Reads the sums of the dates of a range. Leaves out the dates that are not counted by hour. */
async function sumsByDate(
  statistics: CountedStatistics,
  { from, to }: TimeRange,
  onUnreadable: OnUnreadableStatistic,
): Promise<ReadonlyMap<string, DateSums>> {
  const dates = { from: dateOf(from.getTime()), to: dateOf(to.getTime()) };
  const [days, ofSources] = await Promise.all([
    statistics.tallies("day", dates, onUnreadable),
    statistics.tallies("source", dates, onUnreadable),
  ]);
  const byDate = Map.groupBy(ofSources, ({ scope }) => scope.date);
  return new Map(
    days.flatMap(({ scope: { date }, tally: day }) => {
      const sources = (byDate.get(date) ?? []).map(({ scope, tally }) => ({ source: scope.source, tally }));
      const isSummed = isByHour("day", day) && sources.every(({ tally }) => isByHour("source", tally));
      return isSummed ? [[date, { day, sources }]] : [];
    }),
  );
}

/** Returns the hours in which a range begins or ends, if they have runs outside the range. */
async function cutHours(
  statistics: CountedStatistics,
  { from, to }: TimeRange,
): Promise<ReadonlySet<number>> {
  const [first, last] = [hourOf(from.getTime()), hourOf(to.getTime())];
  const [isFirst, isLast] = await Promise.all([
    hasRun(statistics, first, from.getTime() - 1),
    hasRun(statistics, to.getTime() + 1, last + HOUR_MS - 1),
  ]);
  return new Set([...(isFirst ? [first] : []), ...(isLast ? [last] : [])]);
}

async function hasRun(statistics: CountedStatistics, fromMs: number, toMs: number): Promise<boolean> {
  if (fromMs > toMs) return false;
  // A run that cannot be read also counts as a run.
  let isUnreadable = false;
  const range = { from: new Date(fromMs), to: new Date(toMs) };
  const runs = statistics.runsBetween(range, () => {
    isUnreadable = true;
  });
  for await (const _ of runs) return true;
  return isUnreadable;
}

function countsOfHour(hourMs: number, sums: ReadonlyMap<string, DateSums>): RangeCounts {
  const hour = new Date(hourMs).getUTCHours();
  const { day, sources = [] } = sums.get(dateOf(hourMs)) ?? {};
  return {
    completed: countOfHour(day?.by_hour, hour, "completed"),
    sources: sources
      .map(({ source, tally: { by_hour } }) => ({
        source,
        upserted: countOfHour(by_hour, hour, "upserted"),
        duplicate: countOfHour(by_hour, hour, "duplicate"),
        rejected: countOfHour(by_hour, hour, "rejected"),
      }))
      // A source is counted with its records. So without a record in an hour, it did not come in this hour.
      .filter(({ upserted, duplicate, rejected }) => upserted + duplicate + rejected > 0),
  };
}

const countsOfRun = ({ run_status, by_source }: RunStatistics): RangeCounts => ({
  completed: run_status === "completed" ? 1 : 0,
  sources: Object.entries(by_source).map(([source, { upserted, duplicate, rejected }]) => ({
    source,
    upserted,
    duplicate,
    rejected,
  })),
});

/** Returns the beginnings of all hours of which the range has a part. */
function hoursOf({ from, to }: TimeRange): readonly number[] {
  const first = hourOf(from.getTime());
  return Array.from(
    { length: Math.max(0, Math.floor((to.getTime() - first) / HOUR_MS) + 1) },
    (_, nth) => first + nth * HOUR_MS,
  );
}

/** Returns the ranges of hours that follow each other without a gap. */
function rangesOf(hours: readonly number[]): readonly TimeRange[] {
  const ranges: { from: Date; to: Date }[] = [];
  for (const hourMs of hours) {
    const last = ranges.at(-1);
    const to = new Date(hourMs + HOUR_MS - 1);
    if (last?.to.getTime() === hourMs - 1) last.to = to;
    else ranges.push({ from: new Date(hourMs), to });
  }
  return ranges;
}

const overlap = (a: TimeRange, b: TimeRange): TimeRange => ({
  from: a.from > b.from ? a.from : b.from,
  to: a.to < b.to ? a.to : b.to,
});

const hourOf = (ms: number) => ms - (ms % HOUR_MS);

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);
