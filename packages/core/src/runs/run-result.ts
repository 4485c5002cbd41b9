import type { Failed } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import type { RunTotals } from "./run-progress.ts";

/** What a run came to: the processor's answer, and its last log line. */
export interface RunResult {
  readonly trace_id: string;
  readonly processed_count: number;
  readonly duplicate_count: number;
  readonly upsert_count: number;
  readonly failed_count: number;
  /** When this answer was given. */
  readonly timestamp: string;
  readonly status: "completed" | "failed";
  /** Time that this invocation took for the run. */
  readonly processing_time_ms: number;
  readonly s3_key: string;
  readonly batch_statistics: {
    readonly total_batches: number;
    readonly successful_batches: number;
    /** Batches of which no record made it. */
    readonly failed_batches: number;
    readonly avg_batch_time_ms: number;
  };
  /** Only where the status is `failed`: why. */
  readonly failure?: Pick<Failed, "reason" | "message">;
}

/** The result of a run that ended: completed, or failed with what is given. */
export function runResult(
  file: BatchFile,
  totals: RunTotals,
  failure: Failed | null,
  { startedAtMs, endedAtMs }: { readonly startedAtMs: number; readonly endedAtMs: number },
): RunResult {
  return {
    trace_id: file.traceId,
    processed_count: totals.processed,
    duplicate_count: totals.duplicate,
    upsert_count: totals.upserted,
    failed_count: totals.failed,
    timestamp: new Date(endedAtMs).toISOString(),
    status: failure ? "failed" : "completed",
    processing_time_ms: Math.round(endedAtMs - startedAtMs),
    s3_key: file.key,
    batch_statistics: {
      total_batches: totals.batches,
      successful_batches: totals.batches - totals.failedBatches,
      failed_batches: totals.failedBatches,
      avg_batch_time_ms: totals.batches === 0 ? 0 : Math.round((totals.batchMs / totals.batches) * 100) / 100,
    },
    ...(failure && { failure: { reason: failure.reason, message: failure.message } }),
  };
}
