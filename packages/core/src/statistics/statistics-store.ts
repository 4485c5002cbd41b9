import type { TraceId } from "../trace-ids/trace-id.ts";
import type { RunStatistics, RunStatus } from "./run-statistics.ts";
import type { Scope, Share } from "./scope.ts";
import type { Tally } from "./tally.ts";
import type { OnUnreadableStatistic } from "./unreadable-statistic.ts";

/** A run as it was read: `revision` tells whether it changed since. 0 where it is not stored yet. */
export interface StoredRun {
  readonly run: RunStatistics;
  readonly revision: number;
  /** Which statistics it stands in. Absent where they were never rebuilt. */
  readonly generation?: ReadGeneration;
  /** The same run in the statistics that are built beside these, while a rebuild goes on: to be committed first. */
  readonly building?: StoredRun;
}

/** The statistics that a run was read from: those that are live, or being built, since `generations` had that revision. */
export interface ReadGeneration {
  readonly number: number;
  readonly generationsRevision: number;
}

/** Either half of the read model, as {@link StatisticsStore.all} gives them. */
export type StoredStatistics =
  | { readonly kind: "run"; readonly run: RunStatistics }
  | { readonly kind: "scope"; readonly id: string; readonly tally: Tally };

/**
 * The statistics table: the read model that the projection keeps.
 *
 * Every method throws UnreadableStatisticError for an item that cannot be read. The methods that read many items take
 * `onUnreadable`: if it is given, it is called for each such item and reading continues.
 */
export interface StatisticsStore {
  /**
   * Reads a run consistently. Returns an empty run with revision 0 if it is not stored yet. While a rebuild goes on,
   * `building` has the same run from the statistics that are being built.
   *
   * @throws the signal's reason, once it has aborted
   */
  readRun(traceId: TraceId, signal?: AbortSignal): Promise<StoredRun>;

  /**
   * Writes the run and adds to the scopes, all or nothing, on condition that the run is as it was read and that no
   * rebuild has begun or ended since. Returns `conflict` if that is not so. Then nothing was written: read the run again
   * and fold again.
   *
   * @throws the signal's reason, once it has aborted. The commit may have taken effect all the same.
   */
  commit(
    before: StoredRun,
    after: RunStatistics,
    gains: readonly Share[],
    signal?: AbortSignal,
  ): Promise<"committed" | "conflict">;

  /** Returns one run, or nothing if none of its events is projected. */
  run(traceId: TraceId): Promise<RunStatistics | undefined>;

  /** Returns those of these runs of which an event is projected, in no promised order, read consistently. */
  runs(traceIds: readonly TraceId[], onUnreadable?: OnUnreadableStatistic): Promise<readonly RunStatistics[]>;

  /** Yields the runs of a UTC date (`YYYY-MM-DD`), newest first. */
  runsOn(date: string, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /** Yields the runs of a status, newest first. */
  runsWith(status: RunStatus, onUnreadable?: OnUnreadableStatistic): AsyncIterable<RunStatistics>;

  /** Returns the sums of a scope. They are all zero if the scope has no item. */
  tally(scope: Scope): Promise<Tally>;

  /** Yields everything in the table, by pages. */
  all(onUnreadable?: OnUnreadableStatistic): AsyncIterable<StoredStatistics>;
}
