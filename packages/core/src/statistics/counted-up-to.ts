import type { CountedUpTo, StatisticsStore } from "./statistics-store.ts";
import { type OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";

/** Reads the progress of the statistics. If the total cannot be read, calls `onUnreadable` and returns undefined. */
export const readCountedUpTo = (
  statistics: Pick<StatisticsStore, "countedUpTo">,
  onUnreadable: OnUnreadableStatistic,
): Promise<CountedUpTo | undefined> =>
  statistics.countedUpTo().catch((error: unknown) => {
    if (!(error instanceof UnreadableStatisticError)) throw error;
    onUnreadable(error);
    return undefined;
  });

/** Returns the progress of the statistics with the field names of JSON answers. */
export const countedUpToJson = ({ newestEventAt, eventsBehind }: CountedUpTo) => ({
  newest_event_at: newestEventAt,
  events_behind: eventsBehind,
});

/** Tells whether events have been missing from the statistics since a moment. Events that are missing only for a short time are on their way. */
export const isBehindSince = ({ newestEventAt, eventsBehind }: CountedUpTo, since: Date): boolean =>
  eventsBehind > 0 && (newestEventAt === null || newestEventAt < since.toISOString());
