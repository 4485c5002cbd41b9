import type { Failed } from "@paperledger/events/run-event";
import type { BatchFile } from "../batch-files/batch-file.ts";
import type { RunStatistics } from "../statistics/run-statistics.ts";
import type { RunFold } from "./run-fold.ts";

/** The result of processing a run. The processor returns it and logs it. */
export interface RunResult {
  readonly trace_id: string;
  readonly processed_count: number;
  readonly duplicate_count: number;
  readonly upsert_count: number;
  readonly failed_count: number;
  /** When this result was made. */
  readonly timestamp: string;
  /** `running` means that the invocation's time was over and the run continues in another invocation. */
  readonly status: "completed" | "failed" | "running";
  /** The time that this invocation worked on the run. */
  readonly processing_time_ms: number;
  readonly s3_key: string;
  readonly batch_statistics: {
    readonly total_batches: number;
    readonly successful_batches: number;
    /** The number of batches in which every record was rejected. */
    readonly failed_batches: number;
    readonly avg_batch_time_ms: number;
  };
  /** Only with the status `running`: the number of invocations in a row that did no batch of the run. */
  readonly idle_invocations?: number;
  /** Only with the status `running`: how long all invocations so far have worked on the run, in milliseconds. */
  readonly worked_ms?: number;
  /** Only with the status `running`: the number of the record after which the run continues. */
  readonly record_number?: number;
  /** Only with the status `failed`: the reason. */
  readonly failure?: Pick<Failed, "reason" | "message">;
}

/** The state of a run at the end of an invocation. */
export type Ending =
  | { readonly status: "completed" }
  | {
      readonly status: "running";
      readonly idleInvocations: number;
      readonly workedMs: number;
      readonly recordNumber: number;
    }
  | { readonly status: "failed"; readonly failure: Failed };

/** Returns the result of a run at the end of an invocation. */
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
