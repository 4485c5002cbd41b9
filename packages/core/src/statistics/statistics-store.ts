import type { TraceId } from "../trace-ids/trace-id.ts";
import type { RunStatistics, RunStatus } from "./run-statistics.ts";
import { type Scope, type Share, scopeId } from "./scope.ts";
import type { Tally } from "./tally.ts";
import type { OnUnreadableStatistic, UnreadableStatisticError } from "./unreadable-statistic.ts";

/** A run that was read. `revision` rises with each commit, so it shows whether the run has changed since. It is 0 for a run that is not stored yet. */
export interface StoredRun {
  readonly traceId: TraceId;
  readonly run: RunStatistics;
  readonly revision: number;
  /** The statistics from which the run was read. Absent in a store without generations. */
  readonly generation?: ReadGeneration;
  /** During a rebuild, the same run in the statistics that are being built. Commit it first. */
  readonly building?: StoredRun;
}

/** The statistics from which a run was read: the live ones or those being built, according to the slot's copy of the generations. */
export interface ReadGeneration {
  readonly number: number;
  /** The slot of these statistics that a commit adds to. */
  readonly slot: number;
  /** The slot of that copy, and the copy's revision. */
  readonly copy: { readonly slot: number; readonly revision: number };
}

/** Runs that were read together. */
export interface ReadRuns {
  readonly runs: readonly StoredRun[];
  /** The runs whose items cannot be read. */
  readonly unreadable: readonly { readonly traceId: TraceId; readonly error: UnreadableStatisticError }[];
}

/** One run's part of a commit. */
export interface RunChange {
  readonly traceId: TraceId;
  readonly before: StoredRun;
  readonly after: RunStatistics;
  /** The tallies to add to the scopes. */
  readonly gains: readonly Share[];
  /** The time of the newest event that this change folds in. */
  readonly newestEventAt: string;
}

/** Returns the ids of the scopes that a change adds to. */
export const scopesOf = ({ gains }: RunChange): ReadonlySet<string> =>
  new Set(gains.map(({ scope }) => scopeId(scope)));

/** The outcome of a commit. `contested` has the runs that others have changed since the read, or are changing now. It is empty if others changed a scope. */
export type CommitOutcome = "committed" | { readonly contested: readonly TraceId[] };

/** An item of the read model: a run, or a part of a scope's sum. {@link StatisticsStore.all} yields them. */
export type StoredStatistics =
  | { readonly kind: "run"; readonly run: RunStatistics }
  /** A part of a scope's sum. Add up all parts to get the sum. A single part may have counters below zero. */
  | {
      readonly kind: "scope";
      readonly id: string;
      readonly tally: Tally;
      /** False if the scope is missing from the lists of days, sources and redrives. An earlier version kept no lists. */
      readonly isListed: boolean;
      /** In parts of the total, the time of the newest event in this part. An earlier version did not store it. */
      readonly newestEventAt?: string | undefined;
    };

/** The runs that {@link StatisticsStore.all} only counts. */
export interface OldRuns {
  /** A moment in UTC. Runs that began before it, and runs without a stored start, are counted. */
  readonly beganBefore: string;
  /** Called for each page of the table, with the number of such runs in it. */
  readonly onCounted: (count: number) => void;
}

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

/** The progress of the statistics, as far as the statistics alone can tell it. */
export interface CountedUpTo {
  /**
   * The time of the newest event that is folded in. Null if no event is folded in, or if the time is unknown.
   */
  readonly newestEventAt: string | null;
  /** True if an earlier version folded all events that are folded in. So the time of the newest one is unknown until a rebuild. */
  readonly isTimeUnknown?: true;
  /** The number of events that are not folded in yet, although a later event, the end of their run, is folded in. */
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
   * Writes runs that were read together, and adds to the scopes, in one transaction. Its condition is that the runs have not changed
   * and that no rebuild has begun or ended since the read. If the condition fails, nothing is written. Then read and fold the runs again.
   *
   * @throws the signal's reason, once it has aborted. The commit may have taken effect all the same.
   */
  commit(changes: readonly RunChange[], signal?: AbortSignal): Promise<CommitOutcome>;

  /** Returns a run, or undefined if none of its events is projected. */
  run(traceId: TraceId): Promise<RunStatistics | undefined>;

  /** Reads runs consistently. Returns these runs in any order. A run without a projected event is left out. */
  runs(traceIds: readonly TraceId[], onUnreadable?: OnUnreadableStatistic): Promise<readonly RunStatistics[]>;

  /** Yields the runs of a UTC date (`YYYY-MM-DD`), newest first. */
  runsOn(date: string, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /** Yields the runs of a status, newest first. With a range, yields only the runs whose S3 event was in the range. */
  runsWith(
    status: RunStatus,
    onUnreadable?: OnUnreadableStatistic,
    range?: TimeRange,
  ): AsyncIterable<RunStatistics>;

  /** Yields the runs whose S3 event was in a range, newest first. */
  runsBetween(range: TimeRange, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /**
   * Yields the runs whose S3 event was in a range and that failed or rejected a record, newest first. It reads only these runs and the
   * running runs of the range. For dates that an earlier version counted, it reads all runs.
   */
  runsWithReasons(range: TimeRange, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /** Yields the UTC dates that have runs, newest first. */
  days(range?: DateRange): AsyncIterable<string>;

  /** Yields the sources that had records on each UTC date of a range, newest date first. */
  sources(range: DateRange): AsyncIterable<{ readonly date: string; readonly source: string }>;

  /** Yields the runs that redrive rejects of runs whose S3 event was in a range. */
  redrives(range: TimeRange): AsyncIterable<{ readonly of: TraceId; readonly by: TraceId }>;

  /**
   * Yields the runs that began in a range, more than 15 minutes after the time of their files, and that rejected a record, in any order.
   * It reads the runs that rejected a record, of the dates of these files.
   */
  lateWithRejects(range: TimeRange, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /**
   * Returns the UTC dates of the files whose runs failed on a date or later, and have not completed. Files of the date on which their runs
   * failed may be missing. Returns undefined if the dates are unknown, because an earlier version counted a failed run.
   */
  oldFilesFailedSince(date: string): Promise<readonly string[] | undefined>;

  /** Returns the sums of a scope, over all slots. They are all zero if the scope has no item. */
  tally(scope: Scope): Promise<Tally>;

  /**
   * Returns the sums of each day of a range, or of each source on each of its days, newest date first. It reads only the slots that
   * have a part of a sum, so many sums take few requests. A slot that got its first part in the last moments may be missing.
   */
  tallies<Kind extends "day" | "source">(
    kind: Kind,
    range: DateRange,
    onUnreadable?: OnUnreadableStatistic,
  ): Promise<readonly { readonly scope: Extract<Scope, { kind: Kind }>; readonly tally: Tally }[]>;

  /** Returns the progress of the statistics. It reads the item of the total. */
  countedUpTo(): Promise<CountedUpTo>;

  /**
   * Yields everything in the table, page by page. An item that contradicts others counts as an item that cannot be read. An example is
   * a slot's copy of the generations that a rebuild failed to delete.
   *
   * @param oldRuns if it is given, the runs that began before a moment are counted instead of yielded. They are then not read, so this is
   * much quicker
   */
  all(onUnreadable?: OnUnreadableStatistic, oldRuns?: OldRuns): AsyncIterable<StoredStatistics>;
}
