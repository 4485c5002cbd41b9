import type { EventLog } from "../runs/event-log.ts";
import type { Difference } from "./difference.ts";
import { type FoundSums, TOTAL_ID } from "./found-sums.ts";
import type { Scope } from "./scope.ts";
import type { StatisticsStore } from "./statistics-store.ts";

/** The log and the statistics that are compared. */
export interface Verifiable {
  readonly eventLog: Pick<EventLog, "allEvents" | "eventsOf">;
  readonly statistics: Pick<StatisticsStore, "runs" | "all">;
}

/** The result of comparing the statistics with the fold of the event log. */
export interface Verified {
  readonly events: number;
  readonly runs: number;
  readonly scopes: number;
  readonly differenceCount: number;
  /** The first differences. The others are only counted. */
  readonly differences: readonly Difference[];
  /** All differences, grouped by run or scope and by field, the most frequent group first. */
  readonly groups: readonly DifferenceGroup[];
  /**
   * True if the total counts events, but has no time of its newest event: only an earlier version has counted. The first event that this
   * version counts adds the time.
   */
  readonly lacksNewestEventAt: boolean;
  /** The events in the log that are not counted yet. */
  readonly behind: Behind;
  /** The number of items of either table that are not compared, because they cannot be read. */
  readonly unreadableCount: number;
  /** The first of these items: the name of each, and why it cannot be read. */
  readonly unreadable: readonly string[];
  /** A text that is another one when any run or sum is another one, in the log or in the statistics. */
  readonly fingerprint: string;
}

/** Differences of one kind. */
export interface DifferenceGroup {
  readonly of: "run" | Scope["kind"];
  readonly field: string;
  /** The number of runs or scopes that differ. One run can differ in several sources. */
  readonly count: number;
  /** The first difference of the group. */
  readonly first: Difference;
  /** True if the statistics have no value in any of the differences. */
  readonly isAbsent: boolean;
}

/** The part of the log that is not in the statistics yet. */
interface Behind {
  readonly runs: number;
  readonly events: number;
  /** True if the missing events explain every difference. False if no event is missing. */
  readonly explainsAll: boolean;
}

/** The result for statistics that are the fold of the log. */
export const NOTHING_DIFFERS = {
  differenceCount: 0,
  differences: [],
  groups: [],
  behind: { runs: 0, events: 0, explainsAll: false },
  unreadableCount: 0,
  unreadable: [],
} as const;

/** Returns true if the sums have a total, and an earlier version counted all its events. */
export const lacksNewestEventAt = ({ tallies, newestEventAt }: FoundSums): boolean =>
  newestEventAt() === undefined && tallies.has(TOTAL_ID);
