import type { StatisticsStore, TimeRange } from "../statistics/statistics-store.ts";
import { type CountedStatistics, rangeCounts } from "./range-counts.ts";
import type { Todo } from "./status.ts";

type MissingSource = Extract<Todo, { kind: "missing-source" }>;

const DAY_MS = 86_400_000;
const DAYS_COMPARED = 7;

/** A source is expected if it came in the same hours on at least this many of the seven days before. */
const REGULAR_DAYS = 3;

/** In a longer range, the hours of one day overlap those of the next. */
const LONGEST_RANGE_MS = 2 * DAY_MS;

/**
 * Finds the sources that were expected in a range and did not come. A source is expected if it came in the same hours a week before, and
 * in the same hours on at least three of the seven days before. So a feed that pauses at weekends is not missed on Sunday. Nothing is
 * expected in a range of more than two days.
 *
 * The groups `unknown` (records that could not be read) and `other` (records of many sources together) do not count as sources.
 *
 * @param came the sources that came in the range
 */
export async function missingSources(
  statistics: Pick<StatisticsStore, "sources"> & CountedStatistics,
  came: readonly string[],
  range: TimeRange,
): Promise<readonly MissingSource[]> {
  if (range.to.getTime() - range.from.getTime() > LONGEST_RANGE_MS) return [];
  const lastDates = await lastDatesOf(statistics, range);
  for (const source of came) lastDates.delete(source);
  // Usually every source came. Then the days before are not read.
  if (lastDates.size === 0) return [];
  const days = await Promise.all(
    Array.from({ length: DAYS_COMPARED }, (_, day) =>
      sourcesIn(statistics, earlier(range, (day + 1) * DAY_MS)),
    ),
  );
  return [...lastDates]
    .filter(([source]) => {
      const daysWithSource = days.filter((sources) => sources.has(source)).length;
      return days.at(-1)?.has(source) && daysWithSource >= REGULAR_DAYS;
    })
    .map(([source, lastDate]) => ({ kind: "missing-source" as const, source, lastDate }))
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));
}

/** Returns the sources that came since a week before the range. Each has the last UTC date on which it came. */
async function lastDatesOf(
  statistics: Pick<StatisticsStore, "sources">,
  { from, to }: TimeRange,
): Promise<Map<string, string>> {
  const dates = {
    from: dateOf(new Date(from.getTime() - DAYS_COMPARED * DAY_MS)),
    to: dateOf(to),
  };
  const last = new Map<string, string>();
  for await (const { date, source } of statistics.sources(dates))
    if (source !== "unknown" && source !== "other" && !last.has(source)) last.set(source, date);
  return last;
}

async function sourcesIn(statistics: CountedStatistics, range: TimeRange): Promise<ReadonlySet<string>> {
  const { sources } = await rangeCounts(statistics, range, () => {});
  return new Set(sources.map(({ source }) => source));
}

const earlier = ({ from, to }: TimeRange, ms: number): TimeRange => ({
  from: new Date(from.getTime() - ms),
  to: new Date(to.getTime() - ms),
});

const dateOf = (moment: Date) => moment.toISOString().slice(0, 10);
