import { setTimeout as wait } from "node:timers/promises";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { EXIT, type ExitCode } from "../command-error.ts";

/** A run that was handed over, and the `seq` of its last failure before that. */
export interface HandedOver {
  readonly traceId: TraceId;
  readonly failedSeq: number | undefined;
}

export type Outcome = "completed" | "failed" | "unknown";

export interface WatchOptions {
  readonly stop: AbortSignal;
  readonly onProgress: (runs: readonly RunStatistics[]) => void;
  readonly everyMs?: number;
  /** After this time, the outcome of what has not ended is unknown. Half an hour unless given. */
  readonly withinMs?: number;
}

/**
 * Waits until runs that were handed over have ended again, and returns how each ended. If the wait is stopped or takes too long, the
 * outcome of a run that has not ended is `unknown`.
 */
export async function watchRedriven(
  handedOver: readonly HandedOver[],
  statistics: Pick<StatisticsStore, "runs">,
  { stop, onProgress, everyMs = 500, withinMs = 30 * 60_000 }: WatchOptions,
): Promise<ReadonlyMap<TraceId, Outcome>> {
  const outcomes = new Map<TraceId, Outcome>(handedOver.map(({ traceId }) => [traceId, "unknown"]));
  const deadline = AbortSignal.any([stop, AbortSignal.timeout(withinMs)]);
  for (;;) {
    const waiting = handedOver.filter(({ traceId }) => outcomes.get(traceId) === "unknown");
    if (waiting.length === 0 || deadline.aborted) return outcomes;
    const runs = await statistics.runs(
      waiting.map(({ traceId }) => traceId),
      () => {},
    );
    const byId = new Map(runs.map((run) => [run.trace_id, run]));
    for (const handed of waiting) {
      const run = byId.get(handed.traceId);
      if (run) outcomes.set(handed.traceId, outcomeOf(run, handed));
    }
    onProgress(runs);
    await wait(everyMs, undefined, { signal: deadline }).catch(() => {});
  }
}

function outcomeOf({ run_status, failure }: RunStatistics, { failedSeq = -1 }: HandedOver): Outcome {
  if (run_status === "completed") return "completed";
  return failure && failure.seq > failedSeq ? "failed" : "unknown";
}

/** Returns the exit code of outcomes: 0 if all completed, 1 if one failed, 3 if one is not known. */
export function exitCodeOfOutcomes(outcomes: Iterable<Outcome>): ExitCode {
  const all = new Set(outcomes);
  if (all.has("failed")) return EXIT.wrong;
  return all.has("unknown") ? EXIT.undecided : EXIT.ok;
}
