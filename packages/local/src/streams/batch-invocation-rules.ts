import type { LocalFunction } from "../lambda/local-function.ts";
import type { OnProblem } from "../on-problem.ts";
import type { DiscardDestination } from "./discarded-batch.ts";
import type { RetryRules } from "./stream-batch.ts";

/** The rules by which a function is invoked with a batch until every record is handled or discarded. */
export interface BatchInvocationRules extends RetryRules {
  readonly function: LocalFunction;
  readonly reportBatchItemFailures: boolean;
  /** -1 is no limit but the stream's own: a record leaves it after a day. */
  readonly maximumRecordAgeSeconds: number;
  /** Returns the wait before the next attempt, given the number of failures in a row. */
  readonly retryDelayMs: (failures: number) => number;
  readonly onFailure: DiscardDestination | undefined;
  /** Throws while the disk is full. A failure in that time uses up no retry. */
  readonly mustHaveRoom: () => void;
  readonly onProblem: OnProblem;
}

/** The shard that records come from. */
export interface ShardPlace {
  readonly streamArn: string;
  readonly shardId: string;
  /** Moves the checkpoint: everything up to this record is handled, or stored at its destination. */
  readonly reached: (sequenceNumber: string) => void;
  readonly signal: AbortSignal;
}
