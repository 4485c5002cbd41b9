import { timestampSchema } from "@paperledger/core/papers/paper";
import type { Reject, RejectStore } from "@paperledger/core/rejects/reject";
import type { EventLog, OnUnreadable } from "@paperledger/core/runs/event-log";
import { runProgress } from "@paperledger/core/runs/run-progress";
import { type RunResult, runResult } from "@paperledger/core/runs/run-result";
import { emptyRun, foldEvent, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { firstRejects } from "./first-rejects.ts";

/** A run that ended, as its events tell. */
export interface EndedRun {
  /** What the processor answers to the same batch file. Its time is the run's: from its first event to its last. */
  readonly result: RunResult;
  readonly run: RunStatistics;
  /** The first few of its rejects. */
  readonly rejects: readonly Reject[];
  /** Where all of them are: a key for each batch that has some. */
  readonly rejectKeys: readonly string[];
}

/** What a run's end is read from. */
export interface RunRecords {
  readonly eventLog: Pick<EventLog, "eventsOf">;
  readonly rejects: Pick<RejectStore, "read">;
  /** Is called for each item of the run that cannot be read. Without it, such an item is an error. */
  readonly onUnreadable?: OnUnreadable;
}

const REJECTS_SHOWN = 3;

/** @throws Error where the run has not ended, or not even started */
export async function readEndedRun(
  { eventLog, rejects, onUnreadable }: RunRecords,
  trace_id: string,
): Promise<EndedRun> {
  const traceId = parseTraceId(trace_id);
  let run = emptyRun(traceId);
  let batchTimestamp: string | undefined;
  const rejectKeys: string[] = [];

  async function* observedEvents() {
    for await (const event of eventLog.eventsOf(traceId, onUnreadable)) {
      run = foldEvent(run, event);
      if (event.type === "started") batchTimestamp = event.data.batch_timestamp;
      if (event.type === "batch-done" && event.data.reject_key) rejectKeys.push(event.data.reject_key);
      yield event;
    }
  }
  const { totals, lastFailure } = await runProgress(observedEvents());

  const { bucket, key, size_bytes, started_at } = run;
  const endedAt = run.completed_at ?? run.failure?.at;
  if (bucket === null || key === null || started_at === null || endedAt === undefined)
    throw new Error(`run ${traceId} has not ended`);
  const file = {
    traceId,
    bucket,
    key,
    sizeBytes: size_bytes ?? 0,
    batchTimestamp: timestampSchema.parse(batchTimestamp),
  };
  const times = { startedAtMs: Date.parse(started_at), endedAtMs: Date.parse(endedAt) };
  const ending =
    run.run_status === "failed" && lastFailure
      ? ({ status: "failed", failure: lastFailure } as const)
      : ({ status: "completed" } as const);
  return {
    result: runResult(file, totals, ending, times),
    run,
    rejects: await firstRejects(rejects, rejectKeys, REJECTS_SHOWN),
    rejectKeys,
  };
}
