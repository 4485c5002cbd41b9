import type { TraceId } from "../trace-ids/trace-id.ts";
import type { RunStatistics, RunStatus } from "./run-statistics.ts";
import type { Scope, Share } from "./scope.ts";
import type { Tally } from "./tally.ts";

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

/** The statistics table: the read model that the projection keeps. */
export interface StatisticsStore {
  /**
   * The run as stored, read consistently; an empty one with revision 0 where it is not. While a rebuild goes on, the
   * same from the statistics that it builds, in `building`.
   *
   * @throws the signal's reason, once it has aborted
   */
  readRun(traceId: TraceId, signal?: AbortSignal): Promise<StoredRun>;

  /**
   * Writes the run and adds to the scopes, all or nothing, on condition that the run is as it was read, and that
   * no rebuild has begun or ended since. `conflict` means that it is not so, and nothing was written: read again and
   * fold again.
   *
   * @throws the signal's reason, once it has aborted. The commit may have taken effect all the same.
   */
  commit(
    before: StoredRun,
    after: RunStatistics,
    gains: readonly Share[],
    signal?: AbortSignal,
  ): Promise<"committed" | "conflict">;

  /** One run, or nothing where none of its events is projected. */
  run(traceId: TraceId): Promise<RunStatistics | undefined>;

  /** Those of these runs of which an event is projected, in no promised order, read consistently. */
  runs(traceIds: readonly TraceId[]): Promise<readonly RunStatistics[]>;

  /** The runs of a UTC date (`YYYY-MM-DD`), newest first. */
  runsOn(date: string): AsyncIterable<RunStatistics>;

  /** The runs of a status, newest first. */
  runsWith(status: RunStatus): AsyncIterable<RunStatistics>;

  /** What is summed up for a scope: all zero where nothing is. */
  tally(scope: Scope): Promise<Tally>;

  /** Everything in the table, by pages. */
  all(): AsyncIterable<StoredStatistics>;
}
