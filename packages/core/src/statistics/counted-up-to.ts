import type { CountedUpTo, StatisticsStore } from "./statistics-store.ts";
import { type OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";

/** Reads how far the statistics are. If the total cannot be read, calls `onUnreadable` and returns nothing. */
export const readCountedUpTo = (
  statistics: Pick<StatisticsStore, "countedUpTo">,
  onUnreadable: OnUnreadableStatistic,
): Promise<CountedUpTo | undefined> =>
  statistics.countedUpTo().catch((error: unknown) => {
    if (!(error instanceof UnreadableStatisticError)) throw error;
    onUnreadable(error);
    return undefined;
  });

/** Returns how far the statistics are in the form of JSON answers. */
export const countedUpToJson = ({ newestEventAt, eventsBehind }: CountedUpTo) => ({
  newest_event_at: newestEventAt,
  events_behind: eventsBehind,
});
