import type { TraceId } from "../trace-ids/trace-id.ts";
import type { RunStatistics, RunStatus } from "./run-statistics.ts";
import { type Scope, type Share, scopeId } from "./scope.ts";
import type { Tally } from "./tally.ts";
import type { OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";

/** A run as it was read: `revision` tells whether it changed since. 0 where it is not stored yet. */
export interface StoredRun {
  readonly traceId: TraceId;
  readonly run: RunStatistics;
  readonly revision: number;
  /** Which statistics it stands in. Absent in a store that has no generations. */
  readonly generation?: ReadGeneration;
  /** The same run in the statistics that are built beside these, while a rebuild goes on: to be committed first. */
  readonly building?: StoredRun;
}

/** The statistics that a run was read from: those that are live, or being built, as the slot's copy of the generations says. */
export interface ReadGeneration {
  readonly number: number;
  /** The slot of these statistics that a commit adds to. */
  readonly slot: number;
  /** The slot whose copy says it, and the revision of that copy. */
  readonly copy: { readonly slot: number; readonly revision: number };
}

/** Runs that were read together. */
export interface ReadRuns {
  readonly runs: readonly StoredRun[];
  /** The runs of which an item cannot be read. */
  readonly unreadable: readonly { readonly traceId: TraceId; readonly error: UnreadableStatisticError }[];
}

/** What a commit changes of one run. */
export interface RunChange {
  readonly traceId: TraceId;
  readonly before: StoredRun;
  readonly after: RunStatistics;
  /** What the scopes gain by it. */
  readonly gains: readonly Share[];
  /** When the newest of the events occurred that are folded in. */
  readonly newestEventAt: string;
}

/** The ids of the scopes that gain by a change. */
export const scopesOf = ({ gains }: RunChange): ReadonlySet<string> =>
  new Set(gains.map(({ scope }) => scopeId(scope)));

/** `contested` names the runs that others changed since they were read, or are changing. It is empty if the scopes are contested. */
export type CommitOutcome = "committed" | { readonly contested: readonly TraceId[] };

/** Either half of the read model, as {@link StatisticsStore.all} gives them. */
export type StoredStatistics =
  | { readonly kind: "run"; readonly run: RunStatistics }
  /** A part of the sum of a scope. The sum is that of all its parts; a part alone may have counters below zero. */
  | {
      readonly kind: "scope";
      readonly id: string;
      readonly tally: Tally;
      /** False if the scope is missing from the lists of days, sources and redrives. An earlier version kept no lists. */
      readonly isListed: boolean;
      /** Of the total: when the newest event occurred that this part holds. An earlier version did not keep it. */
      readonly newestEventAt?: string | undefined;
    };

/** A range of moments, both included. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

/** A range of UTC dates, `YYYY-MM-DD`, both included. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** How far the statistics are behind the event log, as far as they know it themselves. */
export interface CountedUpTo {
  /** When the newest event occurred that is folded in. Null if there is none, or an earlier version folded all of them. */
  readonly newestEventAt: string | null;
  /** The number of events that are not folded in though the ends of their runs are, which come later in the log. */
  readonly eventsBehind: number;
}

/**
 * The statistics table: the read model that the projection keeps.
 *
 * Every method throws UnreadableStatisticError for an item that cannot be read. The methods that read many items take
 * `onUnreadable`: if it is given, it is called for each such item and reading continues.
 */
export interface StatisticsStore {
  /**
   * Reads runs consistently. A run that is not stored yet is empty and has revision 0. While a rebuild goes on, `building` has
   * the same run from the statistics that are being built.
   *
   * @throws the signal's reason, once it has aborted
   */
  readRuns(traceIds: readonly TraceId[], signal?: AbortSignal): Promise<ReadRuns>;

  /**
   * Writes runs that were read together and adds to the scopes, all or nothing, on condition that the runs are as they were
   * read and that no rebuild has begun or ended since. If that is not so, nothing is written: read the runs again and fold again.
   *
   * @throws the signal's reason, once it has aborted. The commit may have taken effect all the same.
   */
  commit(changes: readonly RunChange[], signal?: AbortSignal): Promise<CommitOutcome>;

  /** Returns one run, or nothing if none of its events is projected. */
  run(traceId: TraceId): Promise<RunStatistics | undefined>;

  /** Returns those of these runs of which an event is projected, in no promised order, read consistently. */
  runs(traceIds: readonly TraceId[], onUnreadable?: OnUnreadableStatistic): Promise<readonly RunStatistics[]>;

  /** Yields the runs of a UTC date (`YYYY-MM-DD`), newest first. */
  runsOn(date: string, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /** Yields the runs of a status, newest first: all of them, or those whose S3 event was in a range. */
  runsWith(
    status: RunStatus,
    onUnreadable?: OnUnreadableStatistic,
    range?: TimeRange,
  ): AsyncIterable<RunStatistics>;

  /** Yields the runs whose S3 event was in a range, newest first. */
  runsBetween(range: TimeRange, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /** Yields the UTC dates that have runs, newest first. */
  days(range?: DateRange): AsyncIterable<string>;

  /** Yields the sources that had records on each UTC date of a range, newest date first. */
  sources(range: DateRange): AsyncIterable<{ readonly date: string; readonly source: string }>;

  /** Yields the runs that redrive rejects of runs whose S3 event was in a range. */
  redrives(range: TimeRange): AsyncIterable<{ readonly of: TraceId; readonly by: TraceId }>;

  /** Returns the sums of a scope, over all slots. They are all zero if the scope has no item. */
  tally(scope: Scope): Promise<Tally>;

  /** Returns how far the statistics are, at the cost of reading the total. */
  countedUpTo(): Promise<CountedUpTo>;

  /**
   * Yields everything in the table, by pages. What does not fit together, such as a slot whose copy of the generations was
   * left behind by a rebuild, is an item that cannot be read.
   */
  all(onUnreadable?: OnUnreadableStatistic): AsyncIterable<StoredStatistics>;
}
