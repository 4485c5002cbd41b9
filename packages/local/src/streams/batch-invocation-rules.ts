import type { LocalFunction } from "../lambda/local-function.ts";
import type { OnProblem } from "../on-problem.ts";
import type { DiscardDestination } from "./discarded-batch.ts";
import type { RetryRules } from "./stream-batch.ts";

/** The rules for invoking a function with a batch until every record is handled or discarded. */
export interface BatchInvocationRules extends RetryRules {
  readonly function: LocalFunction;
  readonly reportBatchItemFailures: boolean;
  /** -1 means no limit besides the stream's own: a record is deleted from the stream after a day. */
  readonly maximumRecordAgeSeconds: number;
  /** Returns the wait before the next attempt, given the number of failures in a row. */
  readonly retryDelayMs: (failures: number) => number;
  readonly onFailure: DiscardDestination | undefined;
  /** Throws if the disk is full. A failure during that time does not use up a retry. */
  readonly mustHaveRoom: () => void;
  readonly onProblem: OnProblem;
}

/** The shard of the records. */
export interface ShardPlace {
  readonly streamArn: string;
  readonly shardId: string;
  /** Moves the checkpoint to this record. All records up to it are handled, or stored at the on-failure destination. */
  readonly reached: (sequenceNumber: string) => void;
  readonly signal: AbortSignal;
}
