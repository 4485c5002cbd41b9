import { dirname } from "node:path";
import { eventPattern } from "@paperledger/event-patterns/event-pattern";
import type { Streams } from "../clients.ts";
import { mustHaveRoom } from "../files/disk-room.ts";
import type { LocalFunction } from "../lambda/local-function.ts";
import type { OnProblem } from "../on-problem.ts";
import type { BatchInvocationRules } from "./batch-invocation-rules.ts";
import type { DiscardDestination } from "./discarded-batch.ts";
import type { BatchRules } from "./record-buffer.ts";

/**
 * The options of an event source mapping from a stream to a function. Names and defaults are Lambda's.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
export interface StreamMappingOptions {
  readonly streams: Streams;
  readonly streamArn: string;
  readonly function: LocalFunction;
  /** The place where reading begins in a stream without a checkpoint. */
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  readonly batchSize?: number;
  readonly maximumBatchingWindowMs?: number;
  readonly maximumRetryAttempts?: number;
  readonly maximumRecordAgeSeconds?: number;
  readonly bisectBatchOnFunctionError?: boolean;
  readonly reportBatchItemFailures?: boolean;
  /** Patterns of the records that the function gets. Other records are skipped. Without patterns, the function gets all records. */
  readonly filters?: readonly unknown[];
  readonly onFailure?: DiscardDestination;
  /** The file that stores how far each shard is handled, for the next start. */
  readonly checkpointFile?: string | undefined;
  /** The wait after a read that found nothing. */
  readonly idleDelayMs?: number;
  /** Returns the wait after a number of failures in a row. The default is 100 ms, doubled with each further failure, up to 30 s. */
  readonly retryDelayMs?: (failures: number) => number;
  readonly onProblem: OnProblem;
}

/** Returns the rules for forming batches. @throws InvalidEventPatternError */
export function batchRules({
  batchSize = 100,
  maximumBatchingWindowMs = 0,
  filters,
}: StreamMappingOptions): BatchRules {
  const patterns = filters?.map(eventPattern);
  return {
    batchSize,
    maximumBatchingWindowMs,
    wanted: (record) => patterns?.some((matches) => matches(record)) ?? true,
  };
}

/** Returns the rules for invoking the function with a batch. */
export const invocationRules = ({
  function: fn,
  maximumRetryAttempts = -1,
  maximumRecordAgeSeconds = -1,
  bisectBatchOnFunctionError = false,
  reportBatchItemFailures = false,
  retryDelayMs = (failures) => Math.min(100 * 2 ** (failures - 1), 30_000),
  onFailure,
  checkpointFile,
  onProblem,
}: StreamMappingOptions): BatchInvocationRules => ({
  function: fn,
  maximumRetryAttempts,
  maximumRecordAgeSeconds,
  bisectBatchOnFunctionError,
  reportBatchItemFailures,
  retryDelayMs,
  onFailure,
  mustHaveRoom: () => checkpointFile !== undefined && mustHaveRoom(dirname(checkpointFile)),
  onProblem,
});
