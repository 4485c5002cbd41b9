const HOUR_COUNTERS = ["completed", "upserted", "duplicate", "rejected"] as const;
type HourCounter = (typeof HOUR_COUNTERS)[number];

/**
 * Counts by UTC hour of the day. A key is the hour and the first letter of the counter, because short keys keep the items small. Counts of
 * zero are left out.
 *
 * A day counts its completed runs. A source on a day counts its upserted, duplicate and rejected records. None of these counts ever falls.
 *
 * @example
 * { "18c": 2, "19c": 1 } // two runs completed whose S3 events were from 18:00 to 18:59, and one of the next hour
 */
export type HourCounts = Readonly<Record<string, number>>;

/** Matches the keys of {@link HourCounts}. */
export const HOUR_KEY = /^([01]\d|2[0-3])[cudr]$/;

/** Returns the counts of one hour. */
export const countsOfHour = (hour: number, counts: Partial<Record<HourCounter, number>>): HourCounts =>
  Object.fromEntries(
    HOUR_COUNTERS.flatMap((counter) => {
      const count = counts[counter] ?? 0;
      return count === 0 ? [] : [[keyOf(hour, counter), count]];
    }),
  );

/** Returns one count of an hour. */
export const countOfHour = (counts: HourCounts | undefined, hour: number, counter: HourCounter): number =>
  counts?.[keyOf(hour, counter)] ?? 0;

/** Returns one count, added up over all hours. */
export const countOfHours = (counts: HourCounts, counter: HourCounter): number =>
  Object.entries(counts).reduce(
    (sum, [key, count]) => sum + (key.endsWith(letterOf(counter)) ? count : 0),
    0,
  );

const letterOf = (counter: HourCounter) => counter.charAt(0);

const keyOf = (hour: number, counter: HourCounter) => String(hour).padStart(2, "0") + letterOf(counter);
