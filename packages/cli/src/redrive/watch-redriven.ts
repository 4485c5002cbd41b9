import { setTimeout as wait } from "node:timers/promises";
import type { Timestamp } from "@paperledger/core/papers/paper";
import type { AttemptLog } from "@paperledger/core/runs/attempt-log";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { EXIT, type ExitCode } from "../command-error.ts";

/** A run that was handed over, and its state before that. */
export interface HandedOver {
  readonly traceId: TraceId;
  /** The `seq` of its last failure before. */
  readonly failedSeq: number | undefined;
  /** The start of its last attempt before. If it is unknown, the attempts are not used to decide the outcome. */
  readonly lastAttemptAt?: Timestamp | "none" | undefined;
}

export type Outcome = "completed" | "failed" | "unknown";

export interface WatchOptions {
  readonly stop: AbortSignal;
  readonly onProgress: (runs: readonly RunStatistics[]) => void;
  readonly everyMs?: number;
  /**
   * Reads the attempts at the runs. A run that fails again for the same reason appends no event, so only its attempt shows the
   * failure. Without attempts, the outcome of such a run stays `unknown`.
   */
  readonly attempts?: Pick<AttemptLog, "attemptsOf">;
  /** After this time, runs that have not ended get the outcome `unknown`. The default is half an hour. */
  readonly withinMs?: number;
}

/**
 * Waits until runs that were handed over have ended again, and returns how each ended. If the wait is stopped or takes too long, the
 * outcome of a run that has not ended is `unknown`.
 */
export async function watchRedriven(
  handedOver: readonly HandedOver[],
  statistics: Pick<StatisticsStore, "runs">,
  { stop, onProgress, everyMs = 500, withinMs = 30 * 60_000, attempts }: WatchOptions,
): Promise<ReadonlyMap<TraceId, Outcome>> {
  const failedAttempts = new Set<TraceId>();
  const outcomes = new Map<TraceId, Outcome>(handedOver.map(({ traceId }) => [traceId, "unknown"]));
  const deadline = AbortSignal.any([stop, AbortSignal.timeout(withinMs)]);
  for (let look = 1; ; look++) {
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
      if (outcomes.get(handed.traceId) !== "unknown" || look % LOOKS_BETWEEN_ATTEMPTS !== 0) continue;
      // A new event of the run may not be counted yet, so an attempt decides only when it is seen a second time.
      if (failedAttempts.has(handed.traceId)) outcomes.set(handed.traceId, "failed");
      else if (await hasFailedAgain(handed, attempts)) failedAttempts.add(handed.traceId);
    }
    onProgress(runs);
    await wait(everyMs, undefined, { signal: deadline }).catch(() => {});
  }
}

/** The attempts are read with every fourth look. */
const LOOKS_BETWEEN_ATTEMPTS = 4;

/** Tells whether an attempt that began after the run was handed over ended as failed. Returns false if that cannot be read. */
async function hasFailedAgain(
  { traceId, lastAttemptAt }: HandedOver,
  attempts: WatchOptions["attempts"],
): Promise<boolean> {
  if (!attempts || lastAttemptAt === undefined) return false;
  const isNew = (startedAt: Timestamp) => lastAttemptAt === "none" || startedAt > lastAttemptAt;
  try {
    for await (const { startedAt, end } of attempts.attemptsOf(traceId, () => {}))
      if (isNew(startedAt) && end?.kind === "ended" && end.status === "failed") return true;
  } catch {
    return false;
  }
  return false;
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

/** Counts outcomes. */
export function countsOf(outcomes: Iterable<Outcome>): Readonly<Record<Outcome, number>> {
  const counts = { completed: 0, failed: 0, unknown: 0 };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}
