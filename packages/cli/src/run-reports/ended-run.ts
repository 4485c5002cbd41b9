import type { Reject, RejectStore } from "@paperledger/core/rejects/reject";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import { fileOfRun } from "@paperledger/core/runs/redrives";
import { foldRun } from "@paperledger/core/runs/run-fold";
import { type RunResult, runResult } from "@paperledger/core/runs/run-result";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { firstRejects } from "./first-rejects.ts";

/** A run that ended, read from its events. */
export interface EndedRun {
  /** The same result that the processor returns for the batch file. Its times are those of the run's first and last event. */
  readonly result: RunResult;
  readonly run: RunStatistics;
  /** Its first rejects. */
  readonly rejects: readonly Reject[];
  /** The keys of all its reject objects: one for each batch that has rejects. */
  readonly rejectKeys: readonly string[];
}

/** The stores that the end of a run is read from. */
export interface RunRecords {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly rejects: Pick<RejectStore, "read">;
  /** Called for each item of the run that cannot be read. Without it, such an item is an error. */
  readonly onUnreadable?: OnUnreadable;
}

const REJECTS_SHOWN = 3;

/** Reads the end of a run. @throws Error if the run has not started or not ended */
export async function readEndedRun(
  { eventLog, rejects, onUnreadable }: RunRecords,
  trace_id: string,
): Promise<EndedRun> {
  const traceId = parseTraceId(trace_id);
  const fold = await foldRun(traceId, eventLog.eventsOf(traceId, onUnreadable));
  const { statistics: run, started, lastFailure, rejectKeys } = fold;
  const { started_at } = run;
  const endedAt = run.completed_at ?? run.failure?.at;
  if (!started || started_at === null || endedAt === undefined)
    throw new Error(`run ${traceId} has not ended`);
  const times = { startedAtMs: Date.parse(started_at), endedAtMs: Date.parse(endedAt) };
  const ending =
    run.run_status === "failed" && lastFailure
      ? ({ status: "failed", failure: lastFailure } as const)
      : ({ status: "completed" } as const);
  return {
    result: runResult(fileOfRun(traceId, started), fold, ending, times),
    run,
    rejects: await firstRejects(rejects, rejectKeys, REJECTS_SHOWN),
    rejectKeys,
  };
}
