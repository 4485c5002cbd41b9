import type { TraceId } from "../trace-ids/trace-id.ts";
import type { RunStatistics, RunStatus } from "./run-statistics.ts";
import type { Scope, Share } from "./scope.ts";
import type { Tally } from "./tally.ts";

/** A run as it was read: `revision` tells whether it changed since. 0 where it is not stored yet. */
export interface StoredRun {
  readonly run: RunStatistics;
  readonly revision: number;
}

/** Either half of the read model, as {@link StatisticsStore.all} gives them. */
export type StoredStatistics =
  | { readonly kind: "run"; readonly run: RunStatistics }
  | { readonly kind: "scope"; readonly id: string; readonly tally: Tally };

/** The statistics table: the read model that the projection keeps. */
export interface StatisticsStore {
  /** The run as stored, read consistently; an empty one with revision 0 where it is not. */
  readRun(traceId: TraceId): Promise<StoredRun>;

  /**
   * Writes the run and adds to the scopes, all or nothing, on condition that the run is as it was read. `conflict`
   * means that something else was written meanwhile and nothing was written now: read again and fold again.
   */
  commit(before: StoredRun, after: RunStatistics, gains: readonly Share[]): Promise<"committed" | "conflict">;

  /** One run, or nothing where none of its events is projected. */
  run(traceId: TraceId): Promise<RunStatistics | undefined>;

  /** The runs of a UTC date (`YYYY-MM-DD`), newest first. */
  runsOn(date: string): AsyncIterable<RunStatistics>;

  /** The runs of a status, newest first. */
  runsWith(status: RunStatus): AsyncIterable<RunStatistics>;

  /** What is summed up for a scope: all zero where nothing is. */
  tally(scope: Scope): Promise<Tally>;

  /** Everything in the table, by pages. */
  all(): AsyncIterable<StoredStatistics>;
}
