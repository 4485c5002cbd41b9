import type { CountedUpTo, StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import { momentText } from "./moment.ts";
import { countOf } from "./quantities.ts";

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

/** Returns the line that says how far the statistics are behind the event log. */
export function countedUpToText({ newestEventAt, eventsBehind }: CountedUpTo): string {
  const newest = newestEventAt === null ? "no event yet" : `the event of ${momentText(newestEventAt)}`;
  const behind = eventsBehind === 0 ? "" : `; ${countOf(eventsBehind, "earlier event")} known to be missing`;
  return `Counted up to ${newest}${behind}.`;
}

/** Returns the same for a line of JSON. */
export const countedUpToJson = ({ newestEventAt, eventsBehind }: CountedUpTo) => ({
  newest_event_at: newestEventAt,
  events_behind: eventsBehind,
});
