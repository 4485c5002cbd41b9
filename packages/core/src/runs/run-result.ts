import type { Failed } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { RunFold } from "./run-fold.ts";

/** What a run came to: the processor's answer, and its last log line. */
export interface RunResult {
  readonly trace_id: string;
  readonly processed_count: number;
  readonly duplicate_count: number;
  readonly upsert_count: number;
  readonly failed_count: number;
  /** When this answer was given. */
  readonly timestamp: string;
  /** `running` where the time was up: the run goes on in another invocation. */
  readonly status: "completed" | "failed" | "running";
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
  /** Only where the status is `running`: how many invocations in a row did no batch of it. */
  readonly idle_invocations?: number;
  /** Only where the status is `running`: the time that the invocations worked on the run, this one included. */
  readonly worked_ms?: number;
  /** Only where the status is `running`: the last record of the last batch before which none is missing. */
  readonly record_number?: number;
  /** Only where the status is `failed`: why. */
  readonly failure?: Pick<Failed, "reason" | "message">;
}

/** How an invocation left a run. */
export type Ending =
  | { readonly status: "completed" }
  | {
      readonly status: "running";
      readonly idleInvocations: number;
      readonly workedMs: number;
      readonly recordNumber: number;
    }
  | { readonly status: "failed"; readonly failure: Failed };

/** The result of what an invocation did of a run. */
export function runResult(
  file: BatchFile,
  {
    statistics: { tally },
    rejectedBatches,
  }: Pick<RunFold, "rejectedBatches"> & { readonly statistics: Pick<RunStatistics, "tally"> },
  ending: Ending,
  { startedAtMs, endedAtMs }: { readonly startedAtMs: number; readonly endedAtMs: number },
): RunResult {
  return {
    trace_id: file.traceId,
    processed_count: tally.processed,
    duplicate_count: tally.duplicate,
    upsert_count: tally.upserted,
    failed_count: tally.rejected,
    timestamp: new Date(endedAtMs).toISOString(),
    status: ending.status,
    processing_time_ms: Math.round(endedAtMs - startedAtMs),
    s3_key: file.key,
    batch_statistics: {
      total_batches: tally.batches,
      successful_batches: tally.batches - rejectedBatches,
      failed_batches: rejectedBatches,
      avg_batch_time_ms:
        tally.batches === 0 ? 0 : Math.round((tally.batch_ms_sum / tally.batches) * 100) / 100,
    },
    ...(ending.status === "running" && {
      idle_invocations: ending.idleInvocations,
      worked_ms: Math.round(ending.workedMs),
      record_number: ending.recordNumber,
    }),
    ...(ending.status === "failed" && {
      failure: { reason: ending.failure.reason, message: ending.failure.message },
    }),
  };
}
